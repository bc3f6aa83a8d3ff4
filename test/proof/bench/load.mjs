// Loads all nodes and credentials of dist/, as n8n does at its start, in a process of its own. Prints how long that took
// beside the n8n-workflow that n8n has loaded by then, and how many modules it took: JSON, for package.test.mts.
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';

const require = createRequire(import.meta.url);
const manifest = require.resolve('../../../package.json');
const root = dirname(manifest);
const { n8n } = require(manifest);

function timed(work) {
	const start = performance.now();
	work();
	return performance.now() - start;
}

const theirs = timed(() => require('n8n-workflow'));
const before = new Set(Object.keys(require.cache));
const ours = timed(() => {
	for (const file of [...n8n.credentials, ...n8n.nodes]) require(join(root, file));
});
const loaded = Object.keys(require.cache).filter((file) => !before.has(file));
const own = loaded.filter((file) => file.startsWith(join(root, 'dist') + sep));
console.log(
	JSON.stringify({ ratio: ours / theirs, own: own.length, others: loaded.length - own.length }),
);
