import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import { CUSTOM } from '../../../tokens/custom/presets/all';
import type { Facts } from '../simulators/rows/facts/facts.mts';
import type { Row, Typed } from '../simulators/rows/row.mts';

type Value = string | number | boolean | { [name: string]: Value } | Value[];
type Values = Record<string, Value | undefined>;
/** What the user knows, in words. */
type Own = Record<string, string | undefined>;

/** What the tests' own accounts are: a recipe that shows one lacks a word for it. */
const INVENTED =
	/^(ops@example\.com|invented-.*|CLIENT-ID|KEY-ID|USER-ID|ISSUER-ID|ENTERPRISE-ID)$/;

const BOTH_YOURS = '- **User Name**: yours\n- **Password**: yours';

/**
 * What is filled in for an API, as lines of a list in Markdown: the form's own labels, in the form's order. Fields that stay
 * as they are don't appear. Throws where the form has no such field, and where a line would show an invented account.
 */
export function valuesOf(row: Row, facts: Facts, properties: INodeProperties[]): string[] {
	const { typed } = row;
	const isLogin = [undefined, 'login'].includes(typed.grantType);
	const own: Own = { baseUrl: facts.base, ...accountOf(typed, isLogin), ...facts.yours };
	const values: Values = { baseUrl: '', ...typed } as unknown as Values;
	for (const name of ['username', 'password'])
		if (own[name] !== undefined && values[name] === undefined) values[name] = '';
	const shown = shownFields(properties, typed);
	const hidden = Object.keys(values).filter((name) => !shown.some((one) => one.name === name));
	if (hidden.length > 0) throw new Error(`The form doesn't show ${hidden.join()}`);
	const lines = shown.flatMap((property) => linesOf(property, values[property.name], own));
	return lines
		.join('\n')
		.replace(BOTH_YOURS, '- **User Name** and **Password**: yours')
		.split('\n');
}

/** The user name and the password, where the form asks for them. */
function accountOf({ username, password }: Typed, isLogin: boolean): Own {
	const word = (value?: string) => {
		if (value !== undefined) return 'yours';
		return isLogin ? 'leave it empty' : undefined;
	};
	return { username: word(username), password: word(password) };
}

/** The fields that the form shows for this way to get a token. */
export const shownFields = (properties: INodeProperties[], typed: Typed) =>
	properties.filter((property) => isShown(property, typed));

/** Whether the form shows a field for this way to get a token. */
function isShown(
	{ displayOptions: { show, hide } = {} }: INodeProperties,
	{ grantType = 'login', clientAuthentication = 'basic', sendLoginIn = 'json' }: Typed,
): boolean {
	const chosen = Object.entries({ api: CUSTOM, grantType, clientAuthentication, sendLoginIn });
	return chosen.every(
		([name, value]) =>
			(show?.[name]?.includes(value) ?? true) && !(hide?.[name]?.includes(value) ?? false),
	);
}

function linesOf(property: INodeProperties, value: Value | undefined, own: Own): string[] {
	if (isLeftAlone(property, value, own)) return [];
	const label = `- **${property.displayName}**`;
	if (property.name === 'loginBody') return [`${label}:`, ...block(String(value))];
	if (property.type !== 'fixedCollection')
		return [`${label}: ${shownAs(property, value as Value, own)}`];
	const groups = property.options as INodePropertyCollection[];
	return Object.entries(value as Record<string, Value>).flatMap(([name, entries]) => {
		const group = groups.find((one) => one.name === name);
		if (group === undefined) throw new Error(`${property.name} has no ${name}`);
		const title = groups.length > 1 ? `${label} → **${group.displayName}**` : label;
		const mine = own[name] === undefined ? {} : { value: own[name] };
		return [entries].flat().map((entry) => `${title}: ${inGroup(group, entry, mine)}`);
	});
}

/** The fields of a row or a setting, in one line. */
function inGroup({ values: fields }: INodePropertyCollection, entry: Value, own: Own): string {
	const filledIn = entry as Record<string, Value>;
	const unknown = Object.keys(filledIn).filter((name) => !fields.some((one) => one.name === name));
	if (unknown.length > 0) throw new Error(`There is no field ${unknown.join()}`);
	return fields
		.filter((field) => !isLeftAlone(field, filledIn[field.name], own))
		.map((field) => `${field.displayName} ${shownAs(field, filledIn[field.name], own)}`)
		.join(', ');
}

function isLeftAlone({ name, default: usual }: INodeProperties, value: unknown, own: Own): boolean {
	return value === undefined || (value === usual && own[name] === undefined);
}

/** A value as the user reads it: words, a choice in italics, or what to copy. */
function shownAs(property: INodeProperties, value: Value, own: Own): string {
	const word = own[property.name];
	if (word !== undefined) return word;
	if (property.typeOptions?.password) return 'yours';
	if (value === true) return '*on*';
	if (property.type === 'options') {
		const choice = (property.options as INodePropertyOptions[]).find((one) => one.value === value);
		if (choice === undefined) throw new Error(`${property.name} has no ${String(value)}`);
		return `*${choice.name}*`;
	}
	const text = String(value);
	if (INVENTED.test(text) || text.includes('PRIVATE KEY'))
		throw new Error(`${property.name} is the test's own: name it in yours`);
	return `\`${text}\``;
}

/** A text of its own, which GitHub shows with a button that copies it. */
function block(text: string): string[] {
	return ['', '  ```text', `  ${text}`, '  ```', ''];
}
