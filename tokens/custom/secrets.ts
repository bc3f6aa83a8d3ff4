import { parse } from '../http/json';
import type { ExtraField, LoginDescription } from './description';
import type { Grant } from './fields/readGrant';
import { fillPlaceholders, type Values } from './placeholders';

/** What is called so is a secret, whatever field it stands in. */
const SECRET_NAME = /key|secret|token|pass|pin|auth/i;
/** Something that a template fills in: it is no secret by itself. */
const PLACEHOLDER = /\{[A-Za-z]/;

/** The values of a described login that may appear in no error, log or output. */
export function secretsIn(
	{ password, secretFields, oneTimeCode, extraFields, requestHeaders }: LoginDescription,
	grant: Omit<Grant, 'login'>,
): string[] {
	const { secret = '' } = oneTimeCode ?? {};
	const texts = extraFields.filter(({ type }) => type === 'text');
	const named = [...texts, ...requestHeaders].filter(
		({ name, value }) => SECRET_NAME.test(name) && !PLACEHOLDER.test(value),
	);
	return [
		password,
		...Object.values(secretFields).map(({ value }) => value),
		// People type it with spaces and padding. Errors must repeat neither form.
		...[secret, secret.replace(/[\s=]/g, '')],
		// `Basic dXNlcjpwYXNz`: the second word is the secret.
		...named.flatMap(({ value }) => [value.trim(), value.trim().split(/\s+/).at(-1) ?? '']),
		...extraFields.flatMap(secretsInJson),
		...secretsOfGrant(grant),
	].filter((value) => value !== '');
}

/** Placeholders whose values are secrets, in whatever form a filter makes of them. */
const SECRET_PLACEHOLDER = /^(password|totp|secret\d)$/;

/**
 * What a login makes of its secrets: the one-time code, and what filters make of the password and of others, such as a hash
 * of name and password.
 */
export function madeSecrets(login: LoginDescription, values: Values): string[] {
	const { url, body, extraFields, requestHeaders } = login;
	const templates = [...extraFields, ...requestHeaders].map(({ value }) => value);
	const made = [values.get('totp') ?? ''];
	for (const template of [url, body, ...templates])
		fillPlaceholders(template, values, ({ names, value }) => {
			if (names.some((name) => SECRET_PLACEHOLDER.test(name))) made.push(value);
			return '';
		});
	return made.filter((value) => value !== '');
}

function secretsOfGrant({ oauth, jwt, signingKey }: Omit<Grant, 'login'>): string[] {
	const claims = { ...(jwt ?? oauth?.assertion ?? oauth?.clientAssertion)?.claims };
	const named = secretsBelow(claims, false);
	const { clientSecret = '', refreshToken = '' } = oauth ?? {};
	// A key is written with line breaks or without.
	return [clientSecret, refreshToken, signingKey, signingKey.replace(/\s|\\[nr]/g, ''), ...named];
}

/** A number with fewer digits is a version or a count, and part of many ordinary texts. */
const SMALLEST_SECRET = 1_000;

/** The secrets in a field whose value is JSON: an API may repeat one of them alone. */
function secretsInJson({ name, value, type }: ExtraField): string[] {
	if (type !== 'json') return [];
	const isNamed = SECRET_NAME.test(name);
	const json = parse(value);
	if (typeof json === 'number') return isNamed ? [value.trim()] : [];
	return secretsBelow(json, isNamed);
}

function secretsBelow(value: unknown, isNamed: boolean): string[] {
	if (typeof value === 'object' && value !== null) {
		return Object.entries(value).flatMap(([key, inner]) =>
			secretsBelow(inner, isNamed || SECRET_NAME.test(key)),
		);
	}
	const isText = typeof value === 'string' && !PLACEHOLDER.test(value);
	const isSecret = isText || (typeof value === 'number' && value >= SMALLEST_SECRET);
	return isNamed && isSecret ? [String(value)] : [];
}
