import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

import { renewalFields, safetyFields, sessionFields } from '../tokens/credentialFields';
import { sessionAuthenticate, sessionPreAuthentication, sessionTest } from '../tokens/engine';
import { genLogs } from '../tokens/providers/genLogs';

export class GenLogsApi implements ICredentialType {
	name = 'genLogsApi';

	displayName = 'GenLogs API';

	icon: Icon = {
		light: 'file:../nodes/GenLogsToken/genLogs.svg',
		dark: 'file:../nodes/GenLogsToken/genLogs.dark.svg',
	};

	documentationUrl = 'https://www.genlogs.io';

	hideDomainRestrictionFields = true;

	properties: INodeProperties[] = [
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.genlogs.io',
			required: true,
			description:
				'Where the GenLogs API is found. Change it only if GenLogs gave you another address.',
		},
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
			displayName: 'Send Credentials In',
			name: 'sendCredentialsIn',
			type: 'options',
			options: [
				{
					name: 'Query',
					value: 'query',
					description:
						'In the web address, as GenLogs documents it. Addresses are written to access logs, and the password with them.',
				},
				{
					name: 'Body',
					value: 'body',
					description: 'In the body of the request, where access logs do not reach',
				},
			],
			default: 'query',
			description:
				'Where the login sends email and password. In the query they end up in access logs; choose Body if GenLogs says that they are missing.',
		},
		...renewalFields,
		...safetyFields,
		...sessionFields,
	];

	preAuthentication = sessionPreAuthentication(genLogs);

	authenticate = sessionAuthenticate(genLogs);

	test = sessionTest();
}
