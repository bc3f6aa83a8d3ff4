import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

import { tokenFields, tokenSettings } from '../tokens/n8n/fields/credentialFields';
import {
	tokenAuthenticate,
	tokenPreAuthentication,
	tokenTest,
} from '../tokens/n8n/credentialHooks';
import { personr } from '../tokens/providers/personr';

export class PersonrApi implements ICredentialType {
	name = 'personrApi';

	displayName = 'Personr API';

	icon: Icon = {
		light: 'file:../nodes/PersonrToken/personr.svg',
		dark: 'file:../nodes/PersonrToken/personr.dark.svg',
	};

	documentationUrl = 'https://n8n-nodes-access-tokens.example/docs/credentials/personr.md';

	hideDomainRestrictionFields = true;

	properties: INodeProperties[] = [
		{
			displayName:
				'Each login makes a new token and ends the one before it. Use a service account that nobody else logs in with.',
			name: 'serviceAccountNotice',
			type: 'notice',
			default: '',
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
			default: 'https://enterprise.personr.co/api/1.1/wf',
			required: true,
			description:
				'The base address of the Personr API. Change it only if Personr gave you another one.',
		},
		tokenSettings,
		...tokenFields,
	];

	preAuthentication = tokenPreAuthentication();

	authenticate = tokenAuthenticate(personr);

	test = tokenTest();
}
