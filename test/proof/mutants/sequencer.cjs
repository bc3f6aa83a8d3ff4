// Which test files jest runs for a mutant, and in which order: those that hold a test that Stryker names (in every
// other, no test would run, but loading n8n's engine takes its time), the last to notice one first, then the quickest.
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const Sequencer = require('@jest/test-sequencer').default;
const { wantedNames } = require('./wanted.cjs');

/** When each file last noticed a mutant, in runs of this process. */
const noticed = new Map();
let runs = 0;
let known;

module.exports = class extends Sequencer {
	constructor(options) {
		super(options);
		const { rootDir, testNamePattern } = options.globalConfig;
		this.file = join(rootDir, 'test-names.json');
		this.wanted = testNamePattern && wantedNames(testNamePattern);
	}

	sort(tests) {
		if (!this.wanted) return super.sort(tests);
		known ??= JSON.parse(readFileSync(this.file, 'utf8'));
		return tests
			.filter(({ path }) => known[path].names.some((name) => this.wanted.has(name)))
			.sort(
				({ path: a }, { path: b }) =>
					(noticed.get(b) ?? 0) - (noticed.get(a) ?? 0) || known[a].duration - known[b].duration,
			);
	}

	cacheResults(tests, { testResults }) {
		runs += 1;
		if (this.wanted) {
			for (const { testFilePath, numFailingTests } of testResults)
				if (numFailingTests > 0) noticed.set(testFilePath, runs);
			return;
		}
		const files = testResults.map(({ testFilePath, testResults, perfStats }) => [
			testFilePath,
			{ names: testResults.map(({ fullName }) => fullName), duration: perfStats.runtime },
		]);
		writeFileSync(this.file, JSON.stringify(Object.fromEntries(files)));
	}
};
