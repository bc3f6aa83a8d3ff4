import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import type { Typed } from '../simulators/rows/row.mts';
import { shownFields } from './values.mts';

type Tree = Record<string, unknown>;

/** A line of a recipe: the labels in bold, and what stands behind them. */
const LINE = /^- ((?:\*\*[^*]+\*\*(?: → )?)+): ?(.*)$/;
const BLOCK = /:\n\n {2}```text\n {2}(.*)\n {2}```\n/g;

/**
 * Fills in the form as a user does who reads the page: by its labels alone. Where the page has words, such as "your client
 * ID", the user takes what he has. Fields that the page doesn't name stay as they are and aren't returned.
 *
 * @param own what the user has
 */
export function fillIn(page: string, api: string, properties: INodeProperties[], own: Typed): Tree {
	const start = page.indexOf(`\n### ${api}\n`);
	const section = page.slice(start + 4, page.indexOf('\n##', start + 4));
	const fields = shownFields(properties, own);
	const filledIn: Tree = {};
	const lines = section
		.replace(BLOCK, ': `$1`\n')
		.replace(/^- \*\*User Name\*\* and (\*\*Password\*\*: yours)$/m, '- **User Name**: yours\n- $1')
		.split('\n');
	for (const line of lines) {
		const [, labels, text] = LINE.exec(line) ?? [];
		if (labels === undefined) continue;
		const [label, groupLabel] = labels.split(' → ').map((one) => one.replaceAll('**', ''));
		const field = only(fields, label);
		if (field.type === 'fixedCollection') fillInGroup(filledIn, field, groupLabel, text, own);
		else put(filledIn, field.name, valueOf(field, text, own[field.name as keyof Typed]));
	}
	return filledIn;
}

function only<T extends { displayName: string }>(from: T[], label: string): T {
	const found = from.filter(({ displayName }) => displayName === label);
	if (found.length !== 1) throw new Error(`The form shows ${found.length} times ${label}`);
	return found[0];
}

/** A row of a list, or a setting. */
function fillInGroup(
	filledIn: Tree,
	{ name, options, typeOptions }: INodeProperties,
	groupLabel: string | undefined,
	text: string,
	own: Typed,
): void {
	const groups = options as INodePropertyCollection[];
	const group = groupLabel === undefined ? groups[0] : only(groups, groupLabel);
	const mine = (own[name as keyof Typed] as Tree | undefined)?.[group.name] as Tree | undefined;
	const labels = group.values.map(({ displayName }) => displayName.replace(/[()]/g, '\\$&'));
	const pair = new RegExp(`(?:^|, )(${labels.join('|')}) (\`[^\`]*\`|\\*[^*]*\\*|[^,]*)`, 'gy');
	const entry: Tree = {};
	let length = 0;
	for (const [whole, label, value] of text.matchAll(pair)) {
		const field = only(group.values, label);
		put(entry, field.name, valueOf(field, value, mine?.[field.name]));
		length += whole.length;
	}
	if (length !== text.length) throw new Error(`Not all of this is in the form: ${text}`);
	const content = (filledIn[name] ??= {}) as Tree;
	if (typeOptions?.multipleValues) ((content[group.name] ??= []) as Tree[]).push(entry);
	else content[group.name] = entry;
}

/** What is copied, chosen in a menu or, where there are words, the user's own. */
function valueOf(field: INodeProperties, text: string, own: unknown): unknown {
	const [, literal] = /^`([^`]*)`$/.exec(text) ?? [];
	if (literal !== undefined) return field.type === 'number' ? Number(literal) : literal;
	const [, choice] = /^\*([^*]*)\*$/.exec(text) ?? [];
	if (choice === undefined) return own;
	if (field.type === 'boolean') return choice === 'on';
	const options = field.options as INodePropertyOptions[];
	const { value } = options.find(({ name }) => name === choice) ?? {};
	if (value === undefined) throw new Error(`${field.displayName} has no ${choice}`);
	return value;
}

function put(to: Tree, name: string, value: unknown): void {
	if (value !== undefined) to[name] = value;
}
