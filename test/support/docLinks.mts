import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** A file of the repository. */
export const read = (page: string) => readFileSync(join(ROOT, page), 'utf8');

/** Where the repository's pages are said to be: what the editor's links to documentation begin with. */
export const { homepage } = JSON.parse(read('package.json')) as { homepage: string };

/** What GitHub calls a heading in links. */
export const anchorOf = (heading: string) =>
	heading
		.toLowerCase()
		.replace(/[^\p{L}\p{N} _-]/gu, '')
		.replaceAll(' ', '-');

function anchorsIn(page: string): string[] {
	// In a block of code, '#' begins a comment.
	const text = read(page).replace(/^ *```[^]*?^ *```$/gm, '');
	return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading));
}

/** Whether a link leads to a file or folder that exists, and to a heading that its page has. */
export function isRight(page: string, target: string): boolean {
	const [path, anchor] = target.split('#');
	const file = path === '' ? page : join(dirname(page), path);
	if (!existsSync(join(ROOT, file))) return false;
	return anchor === undefined || anchorsIn(file).includes(anchor);
}

/**
 * Whether an address in the editor leads to a page of this repository, or to a heading of one. A node's address has none: the
 * editor appends a query to it, which would become a part of the heading.
 */
export function leadsToPage(address: string): boolean {
	if (!address.startsWith(`${homepage}/`)) return false;
	const [target] = address.slice(homepage.length + 1).split('?');
	return /^[\w./-]+\.md(#[\w-]+)?$/.test(target) && isRight('README.md', target);
}
