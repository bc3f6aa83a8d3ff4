import type { INodeProperties } from 'n8n-workflow';

import { CUSTOM, PRESETS } from '../../../custom/presets/all';

/** An emptied menu means its first entry. */
const DESCRIBED = [CUSTOM, ''];

/** A field that is shown only where the user describes the API. */
export function whereDescribed(field: INodeProperties): INodeProperties {
	const { displayOptions } = field;
	return {
		...field,
		displayOptions: { ...displayOptions, show: { ...displayOptions?.show, api: DESCRIBED } },
	};
}

/** Which API it is. */
export const apiField: INodeProperties = {
	displayName: 'API',
	name: 'api',
	type: 'options',
	options: [
		{
			name: 'Custom',
			value: CUSTOM,
			description: 'Any API with a login: you say what its login looks like',
		},
		...PRESETS.map(({ name, title }) => ({ name: title, value: name })),
	],
	default: CUSTOM,
	description:
		"Choose your API if it is in the list: it asks for an address and an account alone. For all others choose Custom; the recipes in this package's documentation tell what to fill in for many of them. What another choice hides comes back with this one, until you save: then n8n drops it.",
};

/** What the user of a preset has to know. */
export const apiNotes: INodeProperties[] = PRESETS.map(({ name, notes, exampleUrl }) => ({
	displayName: `${notes} The base URL looks like ${exampleUrl}.`,
	name: `${name}Notes`,
	type: 'notice',
	default: '',
	displayOptions: { show: { api: [name] } },
}));

/** The account of an API that was chosen by its name. */
export const accountFields: INodeProperties[] = [
	{
		displayName: 'User Name',
		name: 'username',
		type: 'string',
		displayOptions: {
			show: {
				api: PRESETS.filter(({ isPasswordAlone }) => !isPasswordAlone).map(({ name }) => name),
			},
		},
		placeholder: 'e.g. name@example.com',
		default: '',
		required: true,
		description: 'The name or email address that logs in',
	},
	{
		displayName: 'Password',
		name: 'password',
		type: 'string',
		typeOptions: { password: true },
		displayOptions: { show: { api: PRESETS.map(({ name }) => name) } },
		default: '',
		required: true,
		description: 'Its password. It is sent to the host of the base URL alone.',
	},
];
