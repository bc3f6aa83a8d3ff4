import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

import { tokenFields, tokenSettings } from '../tokens/n8n/fields/credentialFields';
import {
	tokenAuthenticate,
	tokenPreAuthentication,
	tokenTest,
} from '../tokens/n8n/credentialHooks';
import { genLogs } from '../tokens/providers/genLogs';

export class GenLogsApi implements ICredentialType {
	name = 'genLogsApi';

	displayName = 'GenLogs API';

	icon: Icon = {
		light: 'file:../nodes/GenLogsToken/genLogs.svg',
		dark: 'file:../nodes/GenLogsToken/genLogs.dark.svg',
	};

	documentationUrl = 'https://n8n-nodes-access-tokens.example/docs/credentials/genlogs.md';

	hideDomainRestrictionFields = true;

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'The key that GenLogs gave you. It is sent along with every request.',
		},
		{
			displayName: 'Email',
			name: 'email',
			type: 'string',
			placeholder: 'e.g. name@email.com',
			default: '',
			required: true,
			description: 'The email address of the account that logs in',
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'The password of that account',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.genlogs.io',
			required: true,
			description:
				'The base address of the GenLogs API. Change it only if GenLogs gave you another one.',
		},
		{
			displayName: 'Send Credentials In',
			name: 'sendCredentialsIn',
			type: 'options',
			options: [
				{
					name: 'Query',
					value: 'query',
					description:
						'In the URL, as GenLogs documents. URLs, and so the password, end up in access logs.',
				},
				{
					name: 'Body',
					value: 'body',
					description: 'In the request body, which access logs do not record',
				},
			],
			default: 'query',
			description:
				'Where the login sends the email and password. In the query string they end up in access logs. Choose Body if GenLogs reports them as missing.',
		},
		tokenSettings,
		...tokenFields,
	];

	preAuthentication = tokenPreAuthentication();

	authenticate = tokenAuthenticate(genLogs);

	test = tokenTest();
}
