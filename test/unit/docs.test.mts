import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { homepage, isRight, leadsToSteps, read } from '../support/docLinks.mts';

const ROOT = join(__dirname, '..', '..');
const PAGES = ['.', 'docs'].flatMap((folder) =>
	readdirSync(join(ROOT, folder))
		.filter((name) => name.endsWith('.md'))
		.map((name) => join(folder, name)),
);

/** The targets of a page's links and pictures that lead to this repository. */
function targetsIn(page: string): string[] {
	const targets = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
	return targets.filter((target) => !/^(https?|mailto):/.test(target));
}

test.each(PAGES)('the links of %s lead somewhere', (page) => {
	expect(targetsIn(page).filter((target) => !isRight(page, target))).toEqual([]);
});

test('a link to a missing file or heading is noticed', () => {
	const links = ['docs/missing.md', 'docs/architecture.md#missing', '#missing', 'README.md#usage'];
	expect(links.filter((link) => isRight('README.md', link))).toEqual(['README.md#usage']);
});

/**
 * The addresses that the editor links to: of each credential, and of each node. A node says its own twice: the editor appends
 * a query to the one in the codex file, behind the heading.
 */
function editorLinks(): Array<[string, string]> {
	const sources = ['credentials', 'nodes'].flatMap((folder) =>
		readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
			.filter((name) => /\.credentials\.ts$|\.node\.(ts|json)$/.test(name))
			.map((name) => join(folder, name)),
	);
	return sources.flatMap((source) => {
		const found = [...read(source).matchAll(/(?:documentationUrl(?: =|:)\s+'|"url": ")([^'"]+)/g)];
		return found.map(([, address]): [string, string] => [source, address]);
	});
}

test('every credential and every node has its link', () => {
	const { n8n } = JSON.parse(read('package.json')) as { n8n: Record<string, string[]> };
	const sources = [
		...n8n.credentials.map((file) => file.replace(/^dist\/(.*)\.js$/, '$1.ts')),
		...n8n.nodes.flatMap((file) =>
			['ts', 'json', 'json'].map((end) => file.replace(/^dist\/(.*)\.js$/, `$1.${end}`)),
		),
	];
	expect(
		editorLinks()
			.map(([source]) => source)
			.sort(),
	).toEqual(sources.sort());
});

test.each(editorLinks())('%s links to a heading of this repository: %s', (_source, address) => {
	expect(leadsToSteps(address)).toBe(true);
});

test('an address that leads elsewhere is noticed', () => {
	const page = `${homepage}/README.md`;
	const elsewhere = ['https://example.com/README.md#usage', page, `${page}#missing`];
	expect([...elsewhere, `${page}#usage?utm_source=n8n_app`].filter(leadsToSteps)).toEqual([]);
	expect(leadsToSteps(`${page}#usage`)).toBe(true);
});

/** The commands that a page names. */
function scriptsIn(page: string): string[] {
	return [...read(page).matchAll(/\bnpm run ([\w:-]+)/g)].map(([, script]) => script);
}

test.each(PAGES)('package.json has the scripts that %s names', (page) => {
	const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
	expect(scriptsIn(page).filter((script) => !(script in scripts))).toEqual([]);
});
