// The programs from Debian that tests need. As root on Debian, `node tools/debian.mjs` installs those that
// are missing. Runs on Node 20 alone.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A program of each package. */
const PROGRAM = {
	chromium: 'chromium',
	'redis-server': 'redis-server',
	postgresql: 'pg_ctlcluster',
	'qbittorrent-nox': 'qbittorrent-nox',
	'deluge-web': 'deluge-web',
};

const isThere = (name) =>
	(process.env.PATH ?? '')
		.split(delimiter)
		.some((folder) => existsSync(join(folder, PROGRAM[name])));

function canInstall() {
	if (process.getuid?.() !== 0 || !existsSync('/etc/os-release')) return false;
	return /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
}

function aptGet(...args) {
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	return spawnSync('apt-get', args, { stdio: 'inherit', env }).status === 0;
}

/** Installs the packages that are missing, where that is possible. Returns those that are missing still. */
function install(packages) {
	const missing = packages.filter((name) => !isThere(name));
	if (missing.length === 0 || !canInstall()) return missing;
	const isUpdated = aptGet('update', '-q');
	if (isUpdated) aptGet('install', '-qy', '--no-install-recommends', ...missing);
	return packages.filter((name) => !isThere(name));
}

/** Ends this process where one of the packages is missing and can't be installed. */
export function needFromDebian(packages) {
	const missing = install(packages);
	if (missing.length === 0) return;
	console.error(
		`These programs are missing: ${missing.map((name) => PROGRAM[name]).join(', ')}. ` +
			`On Debian: apt-get install ${missing.join(' ')}`,
	);
	process.exit(1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const missing = install(Object.keys(PROGRAM));
	if (missing.length > 0 && canInstall()) process.exitCode = 1;
}
