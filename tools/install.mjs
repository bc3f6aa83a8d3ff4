// Installs the development dependencies where they are missing or not those of the lock file. Runs on Node alone.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Whether every package that the lock file demands is there in its version. */
export function isInstalled(folder) {
	const installed = join(folder, 'node_modules', '.package-lock.json');
	if (!existsSync(installed)) return false;
	const versions = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
	const there = versions(installed);
	return Object.entries(versions(join(folder, 'package-lock.json'))).every(
		([path, { version, optional }]) => path === '' || there[path]?.version === version || optional,
	);
}

/** Runs npm, with its output shown, and returns its exit status; 1 where it could not be run. */
export function tryNpm(args, options) {
	const { status } = spawnSync('npm', args, {
		stdio: 'inherit',
		shell: process.platform === 'win32',
		...options,
	});
	return status ?? 1;
}

/** The same, but ends this process where it fails. */
export function npm(args, options) {
	const status = tryNpm(args, options);
	if (status !== 0) process.exit(status);
}

/** Installs what a folder's lock file says, where it is not there. */
export function ensureInstalled(folder, what) {
	if (isInstalled(folder)) return;
	console.log(`Installing ${what} …`);
	npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder });
}

ensureInstalled(root, 'the development dependencies (about a minute)');
