// What the tests with real programs need: those from Debian, and those from npm in `.programs/`, which run on the host's Node 24.
import { join } from 'node:path';

import { needFromDebian } from './debian.mjs';
import { findNode } from './host.mjs';
import { root } from './install.mjs';
import { installPinned } from './pinned.mjs';

const PINNED = join(root, 'test', 'system', 'real', 'npm');
const FOLDER = join(root, '.programs');

/** After the host, whose Node runs them. */
export function setUpPrograms() {
	needFromDebian(['qbittorrent-nox', 'deluge-web', 'glewlwyd', 'jupyterhub', 'mediawiki']);
	const node = findNode();
	installPinned(PINNED, FOLDER, node, {
		announcement:
			'Installing Node-RED and Directus into .programs/ (once, about 4 minutes, 600 MB) …',
		name: 'Node-RED and Directus',
		proof: join(FOLDER, 'node_modules', 'node-red', 'red.js'),
		driver: 'sqlite3',
	});
	const plain = join(FOLDER, 'plain');
	installPinned(join(PINNED, 'plain'), plain, node, {
		announcement:
			'Installing Homebridge UI, PouchDB Server and Verdaccio into .programs/plain/ (once, about a minute, 270 MB) …',
		name: 'Homebridge UI, PouchDB Server and Verdaccio',
		proof: join(plain, 'node_modules', 'verdaccio', 'bin', 'verdaccio'),
	});
}
