import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { PRESETS } from '../../tokens/custom/presets/all';
import { homepage, isRight, leadsToPage, read } from '../support/docLinks.mts';

const ROOT = join(__dirname, '..', '..');

/** The files of a folder of the repository, and of the folders in it. */
function filesIn(folder: string): string[] {
	const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
	return files.map((name) => join(folder, name));
}

const PAGES = [...readdirSync(ROOT), ...filesIn('docs')].filter((name) => name.endsWith('.md'));

/** The targets of a page's links and pictures that lead to this repository. */
function targetsIn(page: string): string[] {
	const targets = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
	return targets.filter((target) => !/^(https?|mailto):/.test(target));
}

/** The files that a page links to. */
function linkedFrom(page: string): string[] {
	const files = targetsIn(page).map((target) => target.split('#')[0]);
	return files.filter((file) => file !== '').map((file) => join(dirname(page), file));
}

test.each(PAGES)('the links of %s lead somewhere', (page) => {
	expect(targetsIn(page).filter((target) => !isRight(page, target))).toEqual([]);
});

test('a link to a missing file or heading is noticed', () => {
	const links = ['docs/missing.md', 'docs/architecture.md#missing', '#missing', 'README.md#usage'];
	expect(links.filter((link) => isRight('README.md', link))).toEqual(['README.md#usage']);
});

test('links lead from the README to every page', () => {
	const found = new Set(['README.md']);
	for (const page of found) {
		if (!page.endsWith('.md')) continue;
		for (const file of linkedFrom(page)) found.add(file);
	}
	expect(PAGES.filter((page) => !found.has(page))).toEqual([]);
});

test('every picture is on a page', () => {
	const shown = PAGES.flatMap(linkedFrom);
	const pictures = [...filesIn('docs/images'), ...filesIn('examples')].filter((name) =>
		/\.(png|svg)$/.test(name),
	);
	expect(pictures.filter((picture) => !shown.includes(picture))).toEqual([]);
});

test('the README is read within ten minutes', () => {
	expect(read('README.md').split(/\s+/).filter(Boolean).length).toBeLessThanOrEqual(1_500);
});

/**
 * The addresses that the editor links to: of each credential, and of each node. A node says its own twice: the editor appends
 * a query to the one in the codex file.
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

test.each(editorLinks())('%s links to a page of this repository: %s', (_source, address) => {
	expect(leadsToPage(address)).toBe(true);
});

test('an address that leads elsewhere is noticed', () => {
	const page = `${homepage}/README.md`;
	const elsewhere = ['https://example.com/README.md', homepage, `${page}#missing`];
	expect([...elsewhere, `${homepage}/docs/missing.md`].filter(leadsToPage)).toEqual([]);
	const right = [page, `${page}#usage`, `${page}?utm_source=n8n_app`];
	expect(right.filter(leadsToPage)).toEqual(right);
});

describe('the page about Custom Token API', () => {
	const page = read('docs/credentials/custom-token.md');

	it('lists the APIs that are chosen by their names', () => {
		const [list] = page.split('\n### The list\n')[1].split('\n#');
		const titles = [...list.matchAll(/\*\*([^*]+)\*\*/g)].map(([, title]) => title);
		expect(titles).toEqual(PRESETS.map(({ title }) => title));
	});

	it.each(PRESETS.filter(({ notes }) => notes.includes('two-factor')))(
		'says what to fill in for $title with two-factor authentication',
		({ title, fields: { loginUrl, usernameField = 'username' } }) => {
			expect(page).toContain(`| ${title} | \`${String(loginUrl)}\` | \`${String(usernameField)}\``);
		},
	);
});

/** The commands that a page names. */
function scriptsIn(page: string): string[] {
	return [...read(page).matchAll(/\bnpm run ([\w:-]+)/g)].map(([, script]) => script);
}

test.each(PAGES)('package.json has the scripts that %s names', (page) => {
	const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
	expect(scriptsIn(page).filter((script) => !(script in scripts))).toEqual([]);
});
