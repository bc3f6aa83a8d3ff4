// Installs programs from npm that run on Node 24, in a folder of their own that git ignores. Runs on Node 20 alone, before any
// dependency is there.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

import { npm, tryNpm } from './install.mjs';

/** What says which packages in which versions. */
const LOCK_FILES = ['package.json', 'package-lock.json'];

/** What a folder was installed from: the lock file, the platform and this file's way of doing it. */
function wantedStamp(pinned) {
	const hash = createHash('sha256');
	for (const file of LOCK_FILES) hash.update(readFileSync(join(pinned, file)));
	return `${hash.digest('hex')} ${process.platform}-${process.arch}\n`;
}

/** Compiles the programs' database driver for Node 24: its install script is the only one that is needed. */
function buildDatabaseDriver(driver, folder, { home, binary }) {
	const env = {
		...process.env,
		PATH: `${dirname(binary)}${delimiter}${process.env.PATH ?? ''}`,
	};
	// npm hands its own settings down to its scripts; those of the npm around this one are for another Node.
	for (const name of Object.keys(env)) if (/^npm_config_nodedir$/i.test(name)) delete env[name];
	if (existsSync(join(home, 'include'))) env.npm_config_nodedir = home;
	const built = tryNpm(['rebuild', driver, '--loglevel=error'], { cwd: folder, env });
	const file = join(folder, 'node_modules', driver);
	const tried = spawnSync(binary, ['-e', `require(${JSON.stringify(file)})`], {
		stdio: 'inherit',
	});
	if (built !== 0 || tried.status !== 0) {
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
	if (driver !== undefined) {
		console.log('Building the database driver for that Node (about a minute) …');
		buildDatabaseDriver(driver, folder, node);
	}
	writeFileSync(stampFile, stamp);
	console.log(`Installed ${name} (${Math.round((Date.now() - started) / 1000)} s).`);
}
