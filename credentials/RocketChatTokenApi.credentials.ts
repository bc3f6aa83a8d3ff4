import type { Icon, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';

import { givenTokenSettings } from '../tokens/n8n/fields/credentialFields';
import { TEST_HEADERS } from '../tokens/n8n/credentialHooks';
import { rocketChatAuthenticate } from '../tokens/rocketChat/credential';

const CHECK = "Check 'User ID' and 'Auth Token'.";

/** Without a rule for it, n8n repeats the words that the server puts beside a status, whatever they are. */
const OTHER_STATUSES = Array.from({ length: 32 }, (_, n) => [400 + n, 500 + n])
	.flat()
	.filter((status) => ![401, 403, 404].includes(status));

const STATUS_RULES = [
	{ value: 401, message: `Rocket.Chat does not recognize these details. ${CHECK}` },
	{ value: 403, message: `Rocket.Chat refused these details. ${CHECK}` },
	{ value: 404, message: "There is no Rocket.Chat at this address. Check 'Server URL'." },
	...[301, 302, 307, 308].map((value) => ({
		value,
		message:
			"This address redirects to another one. Enter that as 'Server URL'; it often begins with 'https://'.",
	})),
	...OTHER_STATUSES.map((value) => ({
		value,
		message: `Rocket.Chat could not answer (${value}). Check 'Server URL', or try again later.`,
	})),
].map((properties) => ({ type: 'responseCode', properties }));

const BODY_RULES = [
	{
		key: 'status',
		value: 'error',
		message: `Rocket.Chat does not recognize these details. ${CHECK}`,
	},
	{ key: 'success', value: false, message: `Rocket.Chat refused these details. ${CHECK}` },
	{
		key: 'success',
		value: undefined,
		message: "What answered at this address is not Rocket.Chat. Check 'Server URL'.",
	},
].map((properties) => ({ type: 'responseSuccessBody', properties }));

export class RocketChatTokenApi implements ICredentialType {
	name = 'rocketChatTokenApi';

	displayName = 'Rocket.Chat Token API';

	icon: Icon = {
		light: 'file:../nodes/RocketChatToken/rocketChat.svg',
		dark: 'file:../nodes/RocketChatToken/rocketChat.dark.svg',
	};

	documentationUrl = 'https://n8n-nodes-access-tokens.example/docs/credentials/rocket-chat.md';

	hideDomainRestrictionFields = true;

	properties: INodeProperties[] = [
		{
			displayName: 'Server URL',
			name: 'serverUrl',
			type: 'string',
			placeholder: 'e.g. https://chat.example.com',
			default: '',
			required: true,
			description: 'The address at which you open Rocket.Chat in the browser',
		},
		{
			displayName: 'User ID',
			name: 'userId',
			type: 'string',
			default: '',
			required: true,
			description:
				'Shown once, together with the token, when you make one in Rocket.Chat under your avatar: Profile, Personal Access Tokens',
		},
		{
			displayName: 'Auth Token',
			name: 'authToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'A personal access token, made in Rocket.Chat under your avatar: Profile, Personal Access Tokens. It is shown only once.',
		},
		{
			displayName: 'TOTP Secret',
			name: 'totpSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'The letters and digits below the QR code that Rocket.Chat shows when you set up an authenticator app. With them, two-factor codes are made for you. Leave empty if you do not use an app.',
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'The password of the account, if the server asks for it as the second factor; leave it empty if not. Only its SHA-256 digest is sent.',
		},
		givenTokenSettings,
	];

	authenticate = rocketChatAuthenticate;

	test: ICredentialTestRequest = {
		request: {
			method: 'GET',
			url: "={{ String($credentials.serverUrl).trim().replace(/\\/+$/, '') + '/api/v1/me' }}",
			headers: TEST_HEADERS,
			// n8n 1 applies no rule to an error status. It ignores `except` as well, so there every body is judged.
			ignoreHttpStatusErrors: {
				ignore: true,
				except: STATUS_RULES.map(({ properties }) => properties.value),
			},
		},
		// n8n applies rules of both kinds, though its type knows lists of one kind alone.
		rules: [...STATUS_RULES, ...BODY_RULES] as ICredentialTestRequest['rules'],
	};
}
