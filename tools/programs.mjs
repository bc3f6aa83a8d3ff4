// What the tests with real programs need: those from Debian, and those from npm in `.programs/`, which run on the host's Node 24.
import { join } from 'node:path';

import { needFromDebian } from './debian.mjs';
import { findNode } from './host.mjs';
import { root } from './install.mjs';
import { installPinned } from './pinned.mjs';

/** After the host, whose Node runs them. */
export function setUpPrograms() {
	needFromDebian(['qbittorrent-nox', 'deluge-web', 'mediawiki']);
	const pinned = join(root, 'test', 'system', 'real', 'npm');
	const folder = join(root, '.programs');
	installPinned(pinned, folder, findNode(), {
		announcement:
			'Installing Node-RED and Directus into .programs/ (once, about 4 minutes, 600 MB) …',
		name: 'Node-RED and Directus',
		proof: join(folder, 'node_modules', 'node-red', 'red.js'),
	});
}
