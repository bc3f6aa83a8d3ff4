import { createHash } from 'node:crypto';
import { inspect } from 'node:util';

/** What is looked for, by the name that a finding tells. */
export type Secrets = Record<string, string>;

/** Shorter pieces stand in any text. */
const SHORTEST = 8;

const hashOf = (secret: string, algorithm: string) =>
	createHash(algorithm).update(secret, 'utf8').digest();
const urlAlphabet = (base64: string) => base64.replace(/\+/g, '-').replace(/\//g, '_');
const percent = (secret: string) => encodeURIComponent(secret);

/** What of a secret's Base64 is the same whatever stands before and after it, where it begins at this byte of three. */
function base64At(secret: string, offset: 0 | 1 | 2): string {
	const bytes = Buffer.from(secret, 'utf8');
	const text = Buffer.concat([Buffer.alloc(offset), bytes])
		.toString('base64')
		.replace(/=+$/, '');
	const begin = offset === 0 ? 0 : offset + 1;
	return text.slice(begin, text.length - ((offset + bytes.length) % 3 === 0 ? 0 : 1));
}

const escapedAs = (code: (hex: string) => string) => (secret: string) =>
	Array.from({ length: secret.length }, (_, i) => secret.charCodeAt(i).toString(16))
		.map((hex) => `\\u${code(hex.padStart(4, '0'))}`)
		.join('');

/** The forms in which a secret may be written, and in which nobody may see it. */
export const FORMS: Record<string, (secret: string) => string> = {
	plain: (secret) => secret,
	'percent-encoded': percent,
	'percent-encoded in small letters': (secret) =>
		percent(secret).replace(/%../g, (code) => code.toLowerCase()),
	'form-encoded': (secret) => new URLSearchParams({ x: secret }).toString().slice(2),
	'JSON-escaped': (secret) => JSON.stringify(secret).slice(1, -1),
	'JSON-escaped in ASCII': escapedAs((hex) => hex),
	'JSON-escaped in ASCII capitals': escapedAs((hex) => hex.toUpperCase()),
	Base64: (secret) => base64At(secret, 0),
	'Base64, one byte further': (secret) => base64At(secret, 1),
	'Base64, two bytes further': (secret) => base64At(secret, 2),
	Base64url: (secret) => urlAlphabet(base64At(secret, 0)),
	'Base64url, one byte further': (secret) => urlAlphabet(base64At(secret, 1)),
	'Base64url, two bytes further': (secret) => urlAlphabet(base64At(secret, 2)),
	hex: (secret) => Buffer.from(secret, 'utf8').toString('hex'),
	'hex in capitals': (secret) => Buffer.from(secret, 'utf8').toString('hex').toUpperCase(),
	'SHA-256': (secret) => hashOf(secret, 'sha256').toString('hex'),
	'SHA-256 in capitals': (secret) => hashOf(secret, 'sha256').toString('hex').toUpperCase(),
	'SHA-256 in Base64': (secret) => hashOf(secret, 'sha256').toString('base64').replace('=', ''),
	'SHA-256 in Base64url': (secret) => hashOf(secret, 'sha256').toString('base64url'),
};

/** How a provider would write a secret in this form among other words: Base64 needs its neighbours. */
export function writtenIn(form: string, secret: string): string {
	const at = /^Base64(url)?(?:, (one|two))?/.exec(form);
	if (at === null || form.startsWith('SHA')) return FORMS[form](secret);
	const before = { one: 'u', two: 'u:' }[at[2] ?? ''] ?? '';
	const text = Buffer.from(before + secret, 'utf8').toString('base64');
	return at[1] ? urlAlphabet(text) : text;
}

/** The text as it is, and without the backslashes that JSON in JSON piles up. */
function viewsOf(text: string): string[] {
	const bare = text.replaceAll('\\', '');
	return bare === text ? [text] : [text, bare];
}

/**
 * Every place where a form of a secret stands; nothing where none does.
 *
 * @param pieces whether half of a form counts too: a database's pages cut a text anywhere
 */
export function find(secrets: Secrets, text: string, { pieces = false } = {}): string[] {
	const views = viewsOf(text);
	return Object.entries(secrets).flatMap(([name, secret]) =>
		Object.entries(FORMS).flatMap(([form, write]) => {
			const needles = (pieces ? halvesOf(write(secret)) : [write(secret)]).flatMap(viewsOf);
			return needles.flatMap((needle) => {
				const seen = views.find((view) => view.includes(needle));
				if (seen === undefined) return [];
				const at = seen.indexOf(needle);
				const around = seen.slice(Math.max(0, at - 80), at + needle.length + 40);
				return [`${name}, ${form}: …${around}…`];
			});
		}),
	);
}

function halvesOf(text: string): string[] {
	const middle = Math.ceil(text.length / 2);
	const halves = [text.slice(0, middle), text.slice(middle)];
	return halves.every(({ length }) => length >= SHORTEST) ? halves : [text];
}

/** Parts of a secret that are as bad as the whole, such as what is left of one that was cut; digits alone are a time. */
export function findParts(secrets: Secrets, text: string, length = 10): string[] {
	return Object.entries(secrets).flatMap(([name, secret]) => {
		const parts = Array.from({ length: Math.max(0, secret.length - length + 1) }, (_, i) =>
			secret.slice(i, i + length),
		);
		return parts
			.filter((part) => !/^\d+$/.test(part) && text.includes(part))
			.map((part) => `${name}: part '${part}'`);
	});
}

/** Everything in a value, also what is hidden, not enumerable, or inherited by none: as JSON and as Node shows it. */
export function written(value: unknown): string {
	const shown = inspect(value, {
		depth: Infinity,
		showHidden: true,
		maxArrayLength: Infinity,
		maxStringLength: Infinity,
		breakLength: Infinity,
	});
	return `${shown}\n${json(value)}`;
}

function json(value: unknown): string {
	try {
		return JSON.stringify(value) ?? '';
	} catch {
		return '';
	}
}
