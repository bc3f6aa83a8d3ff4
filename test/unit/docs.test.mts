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

/** The commands that a page names. */
function scriptsIn(page: string): string[] {
	return [...read(page).matchAll(/\bnpm run ([\w:-]+)/g)].map(([, script]) => script);
}

test.each(PAGES)('package.json has the scripts that %s names', (page) => {
	const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
	expect(scriptsIn(page).filter((script) => !(script in scripts))).toEqual([]);
});
