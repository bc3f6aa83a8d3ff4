import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const PAGES = ['.', 'docs'].flatMap((folder) =>
	readdirSync(join(ROOT, folder))
		.filter((name) => name.endsWith('.md'))
		.map((name) => join(folder, name)),
);

const read = (page: string) => readFileSync(join(ROOT, page), 'utf8');

/** The targets of a page's links and pictures that lead to this repository. */
function targetsIn(page: string): string[] {
	const targets = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
	return targets.filter((target) => !/^(https?|mailto):/.test(target));
}

/** What GitHub calls a page's headings in links. */
function anchorsIn(page: string): string[] {
	const headings = [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading);
	return headings.map((heading) =>
		heading
			.toLowerCase()
			.replace(/[^\p{L}\p{N} _-]/gu, '')
			.replaceAll(' ', '-'),
	);
}

/** Whether a link leads to a file or folder that exists, and to a heading that its page has. */
function isRight(page: string, target: string): boolean {
	const [path, anchor] = target.split('#');
	const file = path === '' ? page : join(dirname(page), path);
	if (!existsSync(join(ROOT, file))) return false;
	return anchor === undefined || anchorsIn(file).includes(anchor);
}

test.each(PAGES)('the links of %s lead somewhere', (page) => {
	expect(targetsIn(page).filter((target) => !isRight(page, target))).toEqual([]);
});

test('a link to a missing file or heading is noticed', () => {
	const links = ['docs/missing.md', 'docs/architecture.md#missing', '#missing', 'README.md#usage'];
	expect(links.filter((link) => isRight('README.md', link))).toEqual(['README.md#usage']);
});

/** The addresses that the editor links to: of each credential, and of each node. */
function editorLinks(): Array<[string, string]> {
	const sources = ['credentials', 'nodes'].flatMap((folder) =>
		readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
			.filter((name) => /\.credentials\.ts$|\.node\.json$/.test(name))
			.map((name) => join(folder, name)),
	);
	return sources.flatMap((source) => {
		const found = [...read(source).matchAll(/(?:documentationUrl = '|"url": ")([^'"]+)/g)];
		return found.map(([, address]): [string, string] => [source, address]);
	});
}

test('every credential and every node has its link', () => {
	const { n8n } = JSON.parse(read('package.json')) as { n8n: Record<string, string[]> };
	const sources = [
		...n8n.credentials.map((file) => file.replace(/^dist\/(.*)\.js$/, '$1.ts')),
		...n8n.nodes.flatMap((file) => Array(2).fill(file.replace(/^dist\/(.*)\.js$/, '$1.json'))),
	] as string[];
	expect(
		editorLinks()
			.map(([source]) => source)
			.sort(),
	).toEqual(sources.sort());
});

test.each(editorLinks())('%s links to a heading of this repository: %s', (_source, address) => {
	const { homepage } = JSON.parse(read('package.json')) as { homepage: string };
	expect(address.slice(0, homepage.length + 1)).toBe(`${homepage}/`);
	const target = address.slice(homepage.length + 1);
	expect(target).toMatch(/^[\w./-]+\.md#[\w-]+$/);
	expect(isRight('README.md', target)).toBe(true);
});

/** The commands that a page names. */
function scriptsIn(page: string): string[] {
	return [...read(page).matchAll(/\bnpm run ([\w:-]+)/g)].map(([, script]) => script);
}

test.each(PAGES)('package.json has the scripts that %s names', (page) => {
	const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
	expect(scriptsIn(page).filter((script) => !(script in scripts))).toEqual([]);
});
