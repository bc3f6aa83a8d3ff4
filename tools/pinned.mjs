// Installs programs from npm that run on Node 24, in a folder of their own that git ignores. Runs on Node 20 alone, before any
// dependency is there.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
	copyFileSync,
	cpSync,
	existsSync,
	mkdirSync,
	readFileSync,
	readdirSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

import { npm, root, tryNpm } from './install.mjs';

/** What says which packages in which versions. */
const LOCK_FILES = ['package.json', 'package-lock.json'];

/** What a folder was installed from: the lock file, the platform and this file's way of doing it. */
function wantedStamp(pinned) {
	const hash = createHash('sha256');
	for (const file of LOCK_FILES) hash.update(readFileSync(join(pinned, file)));
	return `${hash.digest('hex')} ${process.platform}-${process.arch}\n`;
}

/** Whether the programs' database driver is there, built for this Node. */
function isLoadable(driver, folder, { binary }, stdio = 'ignore') {
	const file = join(folder, 'node_modules', driver);
	return spawnSync(binary, ['-e', `require(${JSON.stringify(file)})`], { stdio }).status === 0;
}

/** Copies the driver from another of these folders that has the same version. Returns whether there was one, and it loads. */
function copyDatabaseDriver(driver, folder, node) {
	const places = [folder, ...readdirSync(root).map((name) => join(root, name))].map((place) =>
		join(place, 'node_modules', driver),
	);
	const versionIn = (place) =>
		JSON.parse(readFileSync(join(place, 'package.json'), 'utf8')).version;
	const [wanted, ...others] = places.filter((place) => existsSync(join(place, 'package.json')));
	const built = others.find(
		(place) => existsSync(join(place, 'build')) && versionIn(place) === versionIn(wanted),
	);
	if (built === undefined) return false;
	cpSync(join(built, 'build'), join(wanted, 'build'), { recursive: true });
	return isLoadable(driver, folder, node);
}

/** Compiles the driver for Node 24: its install script is the only one that is needed. */
function buildDatabaseDriver(driver, folder, node) {
	const { home, binary } = node;
	const env = {
		...process.env,
		PATH: `${dirname(binary)}${delimiter}${process.env.PATH ?? ''}`,
	};
	// npm hands its own settings down to its scripts; those of the npm around this one are for another Node.
	for (const name of Object.keys(env)) if (/^npm_config_nodedir$/i.test(name)) delete env[name];
	if (existsSync(join(home, 'include'))) env.npm_config_nodedir = home;
	const built = tryNpm(['rebuild', driver, '--loglevel=error'], { cwd: folder, env });
	if (built !== 0 || !isLoadable(driver, folder, node, 'inherit')) {
		console.error(
			'The database driver could not be built: it needs Python 3, make and g++ (Debian: apt-get install python3 make g++).',
		);
		process.exit(1);
	}
}

/**
 * Installs what a lock file says, where it is missing or was installed from another lock file.
 *
 * @param pinned the folder with the lock file
 * @param folder where the packages go
 * @param node the Node to build for: its program, and the folder with its headers
 * @param about what to say before it begins, what the programs are called, a file of theirs in the folder, and the package
 * of their database driver, where it has to be compiled
 */
export function installPinned(pinned, folder, node, { announcement, name, proof, driver }) {
	const stampFile = join(folder, 'installed');
	const stamp = wantedStamp(pinned);
	const isThere = existsSync(proof) && existsSync(stampFile);
	if (isThere && readFileSync(stampFile, 'utf8') === stamp) return;
	const started = Date.now();
	console.log(announcement);
	mkdirSync(folder, { recursive: true });
	rmSync(stampFile, { force: true });
	for (const file of LOCK_FILES) copyFileSync(join(pinned, file), join(folder, file));
	npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
		cwd: folder,
	});
	if (driver !== undefined && !copyDatabaseDriver(driver, folder, node)) {
		console.log('Building the database driver for that Node (about a minute) …');
		buildDatabaseDriver(driver, folder, node);
	}
	writeFileSync(stampFile, stamp);
	console.log(`Installed ${name} (${Math.round((Date.now() - started) / 1000)} s).`);
}
