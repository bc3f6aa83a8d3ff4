// One folder for what n8n-core writes during a run of jest, gone when the run ends.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default function makeHome() {
	// Stryker runs jest many times in one process.
	if (process.env.ACCESS_TOKENS_TEST_HOME) return;
	const home = mkdtempSync(join(tmpdir(), 'access-tokens-jest-'));
	process.env.ACCESS_TOKENS_TEST_HOME = home;
	process.once('exit', () => rmSync(home, { recursive: true, force: true }));
}
