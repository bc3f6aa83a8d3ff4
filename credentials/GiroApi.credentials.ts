import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

import { tokenFields, tokenSettings, xTagField } from '../tokens/n8n/fields/credentialFields';
import {
	tokenAuthenticate,
	tokenPreAuthentication,
	tokenTest,
} from '../tokens/n8n/credentialHooks';
import { giro } from '../tokens/providers/giro';

export class GiroApi implements ICredentialType {
	name = 'giroApi';

	displayName = 'GIRO API';

	icon: Icon = {
		light: 'file:../nodes/GiroToken/giro.svg',
		dark: 'file:../nodes/GiroToken/giro.dark.svg',
	};

	documentationUrl = 'https://n8n-nodes-access-tokens.example/docs/credentials/giro.md';

	hideDomainRestrictionFields = true;

	properties: INodeProperties[] = [
		xTagField,
		{
			displayName: 'Sign In With',
			name: 'signIn',
			type: 'options',
			options: [
				{
					name: 'Email and Password',
					value: 'emailPassword',
					description:
						'Logs in whenever a token is needed. Not for accounts with two-factor login.',
				},
				{
					name: 'Bearer Token',
					value: 'bearerToken',
					description:
						'Uses a bearer token (JWT) that you provide, which expires after about an hour',
				},
			],
			default: 'emailPassword',
			description: 'How to authenticate with GIRO',
		},
		{
			displayName: 'Email',
			name: 'email',
			type: 'string',
			placeholder: 'e.g. name@email.com',
			default: '',
			required: true,
			displayOptions: { show: { signIn: ['emailPassword'] } },
			description: 'The email address of the account that logs in',
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			displayOptions: { show: { signIn: ['emailPassword'] } },
			description: 'The password of that account',
		},
		{
			displayName: 'Bearer Token',
			name: 'bearerToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			displayOptions: { show: { signIn: ['bearerToken'] } },
			description: "The JWT used to request access tokens, without the 'Bearer' prefix",
		},
		{
			displayName: 'User ID',
			name: 'userId',
			type: 'string',
			default: '',
			required: true,
			displayOptions: { show: { signIn: ['bearerToken'] } },
			description: 'The GIRO user that the token is for',
		},
		{
			displayName: 'Account ID',
			name: 'accountId',
			type: 'string',
			default: '',
			required: true,
			displayOptions: { show: { signIn: ['bearerToken'] } },
			description: 'The GIRO account that the token is for',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.mygiro.co',
			required: true,
			description:
				'The base address of the GIRO API. To test, use the sandbox: https://sandbox.mygiro.co.',
		},
		tokenSettings,
		...tokenFields,
	];

	preAuthentication = tokenPreAuthentication();

	authenticate = tokenAuthenticate(giro);

	test = tokenTest();
}
