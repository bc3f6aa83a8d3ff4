// n8n's scan of community packages, offline, on the source and on the packed tarball. A warning counts as a finding.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
	SOURCE_FILE_PATTERNS,
	buildScanConfig,
} from '@n8n/scan-community-package/scanner/scanner.mjs';
import { ESLint } from 'eslint';

async function findings(cwd, patterns) {
	const eslint = new ESLint({
		cwd,
		allowInlineConfig: false,
		overrideConfigFile: true,
		overrideConfig: await buildScanConfig(),
	});
	const results = await eslint.lintFiles(patterns);
	const formatter = await eslint.loadFormatter('stylish');
	const text = await formatter.format(results);
	if (text !== '') console.log(text);
	const found = results.reduce(
		(sum, { errorCount, warningCount }) => sum + errorCount + warningCount,
		0,
	);
	console.log(
		`Scan of ${patterns.join(', ')} in ${cwd}: ${results.length} files, ${found} findings`,
	);
	return found + (results.length === 0 ? 1 : 0);
}

const folder = mkdtempSync(join(tmpdir(), 'access-tokens-scan-'));
try {
	execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const tarball = readdirSync(folder).find((file) => file.endsWith('.tgz'));
	execFileSync('tar', ['-xzf', join(folder, tarball), '-C', folder]);
	const source = await findings(process.cwd(), SOURCE_FILE_PATTERNS);
	const packed = await findings(join(folder, 'package'), ['**/*.js', 'package.json']);
	process.exitCode = source + packed === 0 ? 0 : 1;
} finally {
	rmSync(folder, { recursive: true, force: true });
}
