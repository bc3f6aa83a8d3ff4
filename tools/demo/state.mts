import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Simulators } from '../examples/simulators.mts';
import { N8n, newSettings, type Settings } from '../n8n.mts';
import type { Ports } from '../providers.mts';

const FOLDER = join('.host', 'demo');
const FILE = join(FOLDER, 'demo.json');
/** Where a visitor finds the service account's private key. */
export const KEY_FILE = join(FOLDER, 'service-account.pem');

/** What the demo leaves for `npm start`. */
interface Remembered {
	settings: Settings;
	/** The credentials hold addresses with these ports. */
	ports: Ports;
	/** Whether n8n has an owner already, whose password was told then, and all examples. */
	hasOwner: boolean;
}

/** The n8n of the demo, and the simulators beside it. */
export interface Demo {
	n8n: N8n;
	simulators: Simulators;
}

/** A new demo in place of an earlier one. */
export async function newDemo(): Promise<Demo> {
	if (await isOpen())
		throw new Error("'npm start' is running. End it first: the demo starts anew.");
	rmSync(FOLDER, { recursive: true, force: true });
	mkdirSync(FOLDER, { recursive: true });
	const simulators = await new Simulators().usePlainPasswords().start();
	writeFileSync(KEY_FILE, simulators.signingKey, { mode: 0o600 });
	const n8n = new N8n(FOLDER, await newSettings());
	n8n.installPackage();
	return { n8n, simulators };
}

/** Only a demo that ran to its end is remembered. */
export function remember({ n8n, simulators }: Demo, hasOwner: boolean): void {
	const remembered: Remembered = { settings: n8n.settings, ports: simulators.ports, hasOwner };
	writeFileSync(FILE, JSON.stringify(remembered, null, '\t'), { mode: 0o600 });
}

/** The demo that was remembered, with its simulators running where its credentials look for them; else a new one. */
export async function lastDemo(): Promise<Demo & { hasOwner: boolean }> {
	if (!existsSync(FILE)) return { ...(await newDemo()), hasOwner: false };
	const { settings, ports, hasOwner } = recall();
	// An older demo has no such file.
	const signingKey = existsSync(KEY_FILE) ? readFileSync(KEY_FILE, 'utf8') : undefined;
	const simulators = await new Simulators(signingKey).usePlainPasswords().start(ports);
	writeFileSync(KEY_FILE, simulators.signingKey, { mode: 0o600 });
	const n8n = new N8n(FOLDER, settings);
	n8n.installPackage();
	return { n8n, simulators, hasOwner };
}

function recall(): Remembered {
	return JSON.parse(readFileSync(FILE, 'utf8')) as Remembered;
}

/** Whether the n8n of the last demo is running. */
async function isOpen(): Promise<boolean> {
	if (!existsSync(FILE)) return false;
	const { origin } = new N8n(FOLDER, recall().settings);
	return await fetch(`${origin}/healthz`).then(
		() => true,
		() => false,
	);
}
