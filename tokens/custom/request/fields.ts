import type { ExtraField, LoginDescription, SentIn } from '../description';
import type { Filled, Values } from '../placeholders';
import { fillBody, fillStrictly } from '../templates';
import { headerName } from './headers';
import { headerValue } from './escapes';
import { LABELS } from './labels';

/** A field of a login. Its value is filled in. */
export interface Field {
	name: string;
	value: string;
	/** Whether the value is JSON and not text. */
	isJson: boolean;
	/** What the form calls it. */
	label: string;
}

/** The fields of a login. */
export interface LoginFields {
	/** By where they go, and by name. */
	in: Record<SentIn, Map<string, Field>>;
	/** Placeholders in the body that have no value, as they are written. */
	unfilled: string[];
}

/**
 * The fields of a login: user name and password, those of a standard, the extra fields, the secrets, the one-time code. A later one replaces
 * one of its name at the same place. A user name, password or secret that is empty is left out. Throws a Failure that
 * names the field.
 */
export function loginFields(login: LoginDescription, values: Values): LoginFields {
	const { oneTimeCode } = login;
	const fields: LoginFields = {
		in: { body: new Map(), query: new Map(), header: new Map() },
		unfilled: [],
	};
	const standard = placeOfLogin(login);
	const details = [
		{ name: login.usernameField, value: login.username, label: LABELS.username },
		{ name: login.passwordField, value: login.password, label: LABELS.password },
	];
	if (standard) for (const detail of details) addSecret(fields, { ...detail, sendIn: standard });
	for (const [name, value] of Object.entries(login.standardFields ?? {}))
		addSecret(fields, { name, value, label: name, sendIn: 'body' });
	for (const extra of login.extraFields) addExtra(fields, extra, values);
	for (const secret of Object.values(login.secretFields))
		addSecret(fields, { ...secret, label: `${LABELS.secretFields}: ${secret.name}` });
	const code = values.get('totp');
	if (oneTimeCode && code !== undefined)
		addSecret(fields, { ...oneTimeCode, value: code, label: LABELS.oneTimeCode });
	return fields;
}

/** Where the user name and the password go as two fields; undefined where they don't. */
function placeOfLogin({ sendLoginIn }: LoginDescription): SentIn | undefined {
	if (sendLoginIn === 'query' || sendLoginIn === 'header') return sendLoginIn;
	return ['json', 'form', 'multipart'].includes(sendLoginIn) ? 'body' : undefined;
}

/** Adds a value that is taken literally. Without a name or a value it isn't sent. */
function addSecret(
	fields: LoginFields,
	{ name, value, sendIn, label }: Omit<Field, 'isJson'> & { sendIn: SentIn },
): void {
	if (name.trim() !== '' && value !== '')
		addField(fields, sendIn, { name, value, label, isJson: false });
}

function addExtra(fields: LoginFields, extra: ExtraField, values: Values): void {
	const { name, sendIn, type } = extra;
	const label = `${LABELS.extraFields}: ${name}`;
	const { text, unfilled } = fillExtra(extra, values, label);
	fields.unfilled.push(...unfilled);
	addField(fields, sendIn, { name, value: text, label, isJson: type === 'json' });
}

function fillExtra({ value, sendIn, type }: ExtraField, values: Values, label: string): Filled {
	if (type === 'json') return fillBody(value, 'json', values, label);
	if (sendIn === 'body') return fillBody(value, 'text', values, label);
	const place = sendIn === 'header' ? 'header' : 'value';
	return { text: fillStrictly(value, place, values, label), unfilled: [] };
}

function addField(fields: LoginFields, sendIn: SentIn, field: Field): void {
	const { value, label } = field;
	const isHeader = sendIn === 'header';
	const name = isHeader ? headerName(field.name, label) : field.name.trim();
	const sent = isHeader ? headerValue(value, label) : value;
	fields.in[sendIn].set(isHeader ? name.toLowerCase() : name, { ...field, name, value: sent });
}
