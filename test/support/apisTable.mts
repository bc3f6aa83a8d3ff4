import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import { CUSTOM } from '../../tokens/custom/presets/all';
import { OUT_OF_REACH } from './simulators/rows/outOfReach.mts';
import type { Row } from './simulators/rows/row.mts';

type Value = string | number | boolean | { [name: string]: Value } | Value[];

/** The rows of a table in Markdown. */
const table = (rows: string[][]) => rows.map((cells) => `| ${cells.join(' | ')} |`);

/** The part of the documentation that follows from the tests: what is filled in for which API, by the form's names. */
export function apisTables(rows: Row[], properties: INodeProperties[]): string {
	const reached = rows.map((row) => [
		row.api,
		fillIn(row, properties).join('<br>'),
		row.ends || 'unknown',
		row.refuses || 'unknown',
		row.remark ?? '',
	]);
	return [
		...table([
			['API', 'Fill in', 'A token ends', 'A refused token shows as', 'Remarks'],
			['---', '---', '---', '---', '---'],
			...reached.sort(byName),
		]),
		'',
		'## Out of reach',
		'',
		...shortTable('Why', OUT_OF_REACH),
	].join('\n');
}

function shortTable(heading: string, values: Record<string, string>): string[] {
	return table([['API', heading], ['---', '---'], ...Object.entries(values).sort(byName)]);
}

function byName([one]: string[], [other]: string[]): number {
	return one.localeCompare(other, 'en');
}

/** What is filled in for an API. The user's own name and password go without saying. */
function fillIn({ typed, yours = {} }: Row, properties: INodeProperties[]): string[] {
	const { username, password, ...others } = typed as unknown as Record<string, Value>;
	const own = {
		username: username === undefined ? 'leave it empty' : yours.username,
		password: password === undefined ? 'leave it empty' : yours.password,
	};
	const all = {
		...others,
		...(own.username !== undefined && { username: '' }),
		...(own.password !== undefined && { password: '' }),
	};
	const shown = properties.filter((property) => isShown(property, typed));
	return typedLines(all, shown, { ...yours, ...own });
}

/** Whether the form shows a field for this way to get a token. */
function isShown(
	{ displayOptions: { show, hide } = {} }: INodeProperties,
	{ grantType = 'login', clientAuthentication = 'basic' }: Row['typed'],
): boolean {
	const chosen = Object.entries({ api: CUSTOM, grantType, clientAuthentication });
	return chosen.every(
		([name, value]) =>
			(show?.[name]?.includes(value) ?? true) && !(hide?.[name]?.includes(value) ?? false),
	);
}

/** A line for each field that is filled in, in the form's order. */
function typedLines(
	typed: Record<string, Value>,
	properties: INodeProperties[],
	yours: Record<string, string | undefined>,
): string[] {
	return properties.flatMap((property) => {
		const value = typed[property.name];
		const isUsual = value === property.default && yours[property.name] === undefined;
		if (value === undefined || isUsual) return [];
		if (property.type !== 'fixedCollection')
			return [`${property.displayName}: ${yoursOr(property, value, yours)}`];
		const groups = property.options as INodePropertyCollection[];
		return Object.entries(value as Record<string, Value>).flatMap(([name, entries]) => {
			const group = groups.find((one) => one.name === name);
			if (group === undefined) throw new Error(`${property.name} has no ${name}`);
			const title = groups.length > 1 ? group.displayName : property.displayName;
			const mine = yours[name] === undefined ? {} : { value: yours[name] };
			return (Array.isArray(entries) ? entries : [entries]).map((entry) => {
				const lines = typedLines(entry as Record<string, Value>, group.values, mine);
				return `${title}: ${lines.map((line) => line.replace(': ', ' ')).join(', ')}`;
			});
		});
	});
}

function yoursOr(
	property: INodeProperties,
	value: Value,
	yours: Record<string, string | undefined>,
): string {
	const own = yours[property.name];
	if (own !== undefined) return own;
	if (property.typeOptions?.password) return 'yours';
	if (property.type === 'options') {
		const choice = (property.options as INodePropertyOptions[]).find((one) => one.value === value);
		if (choice === undefined) throw new Error(`${property.name} has no ${String(value)}`);
		return `*${choice.name}*`;
	}
	return `\`${String(value).replaceAll('|', '\\|')}\``;
}
