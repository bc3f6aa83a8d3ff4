// The programs from Debian that tests need. As root on Debian, `node tools/debian.mjs` installs those that
// are missing. Runs on Node 20 alone.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A program of each package, by its name on the path or by its file. */
const PROGRAM = {
	chromium: 'chromium',
	'redis-server': 'redis-server',
	postgresql: 'pg_ctlcluster',
	openssl: 'openssl',
	'qbittorrent-nox': 'qbittorrent-nox',
	'deluge-web': 'deluge-web',
	glewlwyd: 'glewlwyd',
	jupyterhub: 'jupyterhub',
	'python3-keystone': 'keystone-manage',
	mediawiki: '/usr/share/mediawiki/api.php',
};
/**
 * What a package is installed with, so that apt takes nothing larger: Glewlwyd needs any database, MediaWiki any web server and
 * any way to run PHP.
 */
const TOGETHER_WITH = {
	glewlwyd: ['dbconfig-sqlite3'],
	mediawiki: ['micro-httpd', 'php-cgi', 'php-cli', 'php-sqlite3'],
};
/** What Debian's packages ask before they start a service. */
const POLICY = '/usr/sbin/policy-rc.d';

const isThere = (name) =>
	(process.env.PATH ?? '')
		.split(delimiter)
		.some((folder) => existsSync(resolve(folder, PROGRAM[name])));

const withOthers = (name) => [...(TOGETHER_WITH[name] ?? []), name];

function canInstall() {
	if (process.getuid?.() !== 0 || !existsSync('/etc/os-release')) return false;
	return /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
}

function aptGet(...args) {
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	return spawnSync('apt-get', args, { stdio: 'inherit', env }).status === 0;
}

/** Installs packages without starting their services: the tests start what they need, on ports of their own. */
function installOnly(packages) {
	const isOurs = !existsSync(POLICY);
	// 101: the action is forbidden.
	if (isOurs) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
	try {
		aptGet('install', '-qy', '--no-install-recommends', ...packages);
	} finally {
		if (isOurs) rmSync(POLICY);
	}
}

/** Installs the packages that are missing, where that is possible. Returns those that are missing still. */
function install(packages) {
	const missing = packages.filter((name) => !isThere(name));
	if (missing.length === 0 || !canInstall()) return missing;
	const isUpdated = aptGet('update', '-q');
	if (isUpdated) installOnly(missing.flatMap(withOthers));
	return packages.filter((name) => !isThere(name));
}

/** Ends this process where one of the packages is missing and can't be installed. */
export function needFromDebian(packages) {
	const missing = install(packages);
	if (missing.length === 0) return;
	console.error(
		`These programs are missing: ${missing.map((name) => PROGRAM[name]).join(', ')}. ` +
			`On Debian: apt-get install ${missing.flatMap(withOthers).join(' ')}`,
	);
	process.exit(1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const missing = install(Object.keys(PROGRAM));
	if (missing.length > 0 && canInstall()) process.exitCode = 1;
}
