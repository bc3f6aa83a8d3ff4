import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

import { custom } from '../tokens/custom/provider';
import {
	tokenAuthenticate,
	tokenPreAuthentication,
	tokenTest,
} from '../tokens/n8n/credentialHooks';
import { tokenFields } from '../tokens/n8n/fields/credentialFields';
import {
	accountFields,
	apiField,
	apiNotes,
	whereDescribed,
} from '../tokens/n8n/fields/custom/apiFields';
import { keptValues, requestHeaders } from '../tokens/n8n/fields/custom/callFields';
import { extraFields, loginFields, secretFields } from '../tokens/n8n/fields/custom/loginFields';
import {
	clientFields,
	grantTypeField,
	jwtFields,
	oauthFields,
} from '../tokens/n8n/fields/custom/grantFields';
import { customSettings, presetSettings } from '../tokens/n8n/fields/custom/settings';

const baseUrl: INodeProperties = {
	displayName: 'Base URL',
	name: 'baseUrl',
	type: 'string',
	placeholder: 'e.g. https://api.example.com',
	default: '',
	required: true,
	description:
		"The address that all calls of the API begin with. The token is sent to this host alone, unless 'Settings' names more. With http:// instead of https://, anyone in the network can read the password.",
};

/** How its user describes an API. */
const describedFields: INodeProperties[] = [
	grantTypeField,
	{
		displayName: 'Login URL',
		name: 'loginUrl',
		type: 'string',
		displayOptions: { show: { grantType: ['login', ''] } },
		placeholder: 'e.g. /login',
		default: '',
		required: true,
		description:
			'Where the API takes the login: a path after the base URL, or a whole address if the login is at another host. The documentation of the API names it, often under Authentication.',
	},
	...clientFields,
	{
		displayName: 'User Name',
		name: 'username',
		type: 'string',
		displayOptions: { show: { grantType: ['login', 'password', ''] } },
		placeholder: 'e.g. name@example.com',
		default: '',
		description:
			'The name or email address that logs in. Leave empty if the API wants a key alone.',
	},
	{
		displayName: 'Password',
		name: 'password',
		type: 'string',
		typeOptions: { password: true },
		displayOptions: { show: { grantType: ['login', 'password', ''] } },
		default: '',
		description: 'Its password. It is sent to the host of the login alone.',
	},
	...oauthFields,
	...jwtFields,
	...loginFields,
	extraFields,
	secretFields,
	keptValues,
	requestHeaders,
	customSettings,
];

export class CustomTokenApi implements ICredentialType {
	name = 'customTokenApi';

	displayName = 'Custom Token API';

	icon: Icon = {
		light: 'file:../nodes/CustomToken/customToken.svg',
		dark: 'file:../nodes/CustomToken/customToken.dark.svg',
	};

	documentationUrl = 'https://n8n-nodes-access-tokens.example/docs/credentials/custom-token.md';

	hideDomainRestrictionFields = true;

	properties: INodeProperties[] = [
		apiField,
		...apiNotes,
		baseUrl,
		// Of two fields of one name, n8n masks by the last one, and the user's own description has more that is masked.
		...accountFields,
		presetSettings,
		...describedFields.map(whereDescribed),
		...tokenFields,
	];

	preAuthentication = tokenPreAuthentication();

	authenticate = tokenAuthenticate(custom);

	test = tokenTest();
}
