import { readHost } from '../../tools/n8n.mts';

const major = Number.parseInt(readHost().version, 10);

/** A test of what one major version of n8n has; the other lists it as skipped, and the name says why. */
export function itOn(wanted: 1 | 2, name: string, why: string, test: () => Promise<void>): void {
	if (wanted === major) it(name, test);
	else it.skip(`${name} (n8n ${wanted} only: ${why})`, test);
}
