import type { Fields, Provider, TokenSource } from '../provider/provider';
import { readDescription } from './fields/readDescription';
import { withPreset } from './presets/all';
import { customSource } from './source';

/** Any API with a login, as its user describes it in the credential. */
export const custom: Provider = {
	name: 'custom',
	title: 'Custom Token',
	credentialType: 'customTokenApi',
	credentialTitle: 'Custom Token API',
	complete: withPreset,
	open(fields: Fields): TokenSource {
		return customSource(readDescription(fields, custom), custom);
	},
};
