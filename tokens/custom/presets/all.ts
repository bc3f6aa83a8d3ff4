import type { Fields } from '../../provider/provider';
import { deluge } from './deluge';
import { directus } from './directus';
import { glewlwyd } from './glewlwyd';
import { homebridge } from './homebridge';
import { jupyterHub } from './jupyterHub';
import { mediaWiki } from './mediaWiki';
import { n8n } from './n8n';
import { nodeRed } from './nodeRed';
import { pouchDbServer } from './pouchDbServer';
import { fillIn, type Preset } from './preset';
import { qBittorrent } from './qBittorrent';
import { verdaccio } from './verdaccio';

/** In the order of their titles. */
export const PRESETS: readonly Preset[] = [
	deluge,
	directus,
	glewlwyd,
	homebridge,
	jupyterHub,
	mediaWiki,
	n8n,
	nodeRed,
	pouchDbServer,
	qBittorrent,
	verdaccio,
];

/** What a credential holds where its user describes the API. */
export const CUSTOM = 'custom';

/** The preset that a credential's user chose; undefined where the user describes the API, or its name is unknown. */
export function presetOf({ api }: Fields): Preset | undefined {
	return PRESETS.find(({ name }) => name === api);
}

/** The fields of a credential, with those of its preset where one was chosen. */
export function withPreset(fields: Fields): Fields {
	const preset = presetOf(fields);
	return preset === undefined ? fields : fillIn(fields, preset);
}
