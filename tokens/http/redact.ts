import { createHash } from 'node:crypto';

/** A secret shorter than this looks like ordinary text. Then no part of the text is shown. */
const SHORTEST = 4;
/** Characters of a text that are shown. */
const LIMIT = 300;
const MASK = '***';
/** Base64 shorter than this is not searched for across line breaks. */
const BREAKABLE = 8;
/** A longer secret is searched for in pieces of this length, so that a part of it is masked as well. */
const PIECE = 48;
/** Characters of a text that are looked at. A longer one would keep all of n8n waiting. */
const LONGEST_TEXT = 20_000;
/** Layers of encoding that are undone. */
const DEPTH = 3;

/** A decoded text. `from` and `to` say which part of the original each of its characters came from. */
interface Traced {
	text: string;
	from: number[];
	to: number[];
}

/**
 * Makes a text from outside safe to show. It masks every form of every secret, drops markup and control characters, and
 * cuts the text to one line of 300 characters.
 *
 * @param extract picks what is worth showing. It runs on the masked text, because it could cut a secret in half
 * @returns '' where a secret is too short to mask, or the text is not in UTF-8
 */
export function redact(
	text: string,
	secrets: readonly string[],
	extract: (masked: string) => string = (masked) => masked,
): string {
	// Bytes that are not UTF-8 could be a secret in another encoding.
	if (text.includes('\uFFFD')) return '';
	const known = [...new Set(secrets)].filter((secret) => secret !== '');
	if (known.some((secret) => secret.length < SHORTEST)) return '';
	const forms = known.flatMap(formsOf);
	const shown = extract(mask(text, forms)).replace(/<[^<>]*>/g, ' ');
	const line = shown.replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
	const safe = [...mask(line, forms)];
	return safe.length <= LIMIT ? safe.join('') : `${safe.slice(0, LIMIT - 1).join('')}…`;
}

/** One spelling of a secret. */
interface Form {
	text: string;
	/** Whether the search ignores what encoders differ in (see {@link fold}). Too little of a short text is left for that. */
	folded: boolean;
	base64: boolean;
	/** The Base64 to search for across line breaks; '' where it is too short. */
	whole: string;
}

/** The rest of the Base64 after a match: a last digit that depends on the next byte, and padding. */
const BASE64_END = /(?:[a-z0-9/_-]?={1,2}|[a-z0-9/_-](?![a-z0-9/_-]))?/iy;

/** Replaces every occurrence of the forms, however it is encoded. */
function mask(whole: string, forms: readonly Form[]): string {
	const text = whole.slice(0, LONGEST_TEXT);
	const found = new Array<boolean>(text.length).fill(false);
	for (const level of levelsOf(text)) {
		const folded = fold(level);
		const unbroken = withoutSpaces(folded);
		for (const form of forms) {
			markAll(form, form.folded ? folded : level, found);
			if (form.whole !== '') markAll({ text: form.whole, base64: false }, unbroken, found);
		}
	}
	// The first cut may have halved a secret, so the masked text ends well before it.
	const end = text.length < whole.length ? LONGEST_TEXT - 1_000 : text.length;
	let masked = '';
	for (let i = 0; i < end; i += 1) {
		if (!found[i]) masked += text[i];
		else if (!found[i - 1]) masked = `${withoutEscape(masked)}${MASK}`;
	}
	return masked;
}

function markAll(
	{ text: form, base64 }: Pick<Form, 'text' | 'base64'>,
	{ text, from, to }: Traced,
	found: boolean[],
): void {
	for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, at + 1)) {
		let end = at + form.length;
		if (base64) {
			BASE64_END.lastIndex = end;
			end += BASE64_END.exec(text)?.[0].length ?? 0;
		}
		found.fill(true, from[at], to[end - 1]);
	}
}

/** A backslash that escaped the first character of the secret would now escape the mask. */
function withoutEscape(text: string): string {
	let end = text.length;
	while (text[end - 1] === '\\') end -= 1;
	return text.slice(0, end);
}

/** Every form of a secret: decoded at each level, in hex, in Base64 at each alignment, and hashed. */
function formsOf(secret: string): Form[] {
	const readings = levelsOf(secret).map(({ text }) => text);
	const pieces = readings.filter(({ length }) => length >= SHORTEST).flatMap(piecesOf);
	const encoded = [...pieces, ...pieces.flatMap(escapedForms)];
	const hashes = ['sha224', 'sha256', 'sha384', 'sha512', 'sha1', 'md5'].map((algorithm) =>
		createHash(algorithm).update(secret).digest(),
	);
	const base64 = [
		...encoded.flatMap(base64Forms),
		...hashes.flatMap((hash) => bothAlphabets(hash.toString('base64').replace(/=+$/, ''))),
	];
	const hex = encoded.map((piece) => Buffer.from(piece));
	const plain = [...pieces, ...[...hex, ...hashes].map((bytes) => bytes.toString('hex'))];
	return [
		...[...new Set(plain)].map((text) => form(text, false)),
		...[...new Set(base64)].map((text) => form(text, true)),
	];
}

function form(text: string, base64: boolean): Form {
	const folded = fold(trace(text)).text;
	const unbroken = base64 ? folded.replace(/ /g, '') : '';
	const whole = unbroken.length < BREAKABLE ? '' : unbroken;
	return folded.length < SHORTEST
		? { text, folded: false, base64, whole }
		: { text: folded, folded: true, base64, whole };
}

function piecesOf(secret: string): string[] {
	const chars = [...secret];
	const count = Math.max(1, Math.floor(chars.length / PIECE));
	return Array.from({ length: count }, (_, i) =>
		chars.slice(i * PIECE, i === count - 1 ? undefined : (i + 1) * PIECE).join(''),
	);
}

/** A piece as JSON bodies and queries write it. A gateway may repeat the Base64 of such a body. */
function escapedForms(piece: string): string[] {
	const wellFormed = Buffer.from(piece).toString('utf8');
	const json = JSON.stringify(wellFormed).slice(1, -1);
	const ascii = json.replace(/[\u0080-\uffff]/g, unicodeEscape);
	const query = encodeURIComponent(wellFormed);
	const form = query.replace(
		/[!'()~]/g,
		(char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
	);
	const bodies = [json, ascii, query, query.replace(/%20/g, '+'), form.replace(/%20/g, '+')];
	const slashes = [json, ascii].map((text) => text.replace(/\//g, '\\/'));
	return [...new Set([...bodies, ...slashes])].filter((escaped) => escaped !== piece);
}

function unicodeEscape(char: string): string {
	return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** The Base64 of a piece at each offset in a longer text. Its outermost digits depend on the neighbours and are left out. */
function base64Forms(piece: string): string[] {
	const bytes = Buffer.from(piece);
	return [0, 1, 2].flatMap((offset) => {
		const whole = Buffer.concat([Buffer.alloc(offset), bytes])
			.toString('base64')
			.replace(/=+$/, '');
		const end = whole.length - ((offset + bytes.length) % 3 === 0 ? 0 : 1);
		return bothAlphabets(whole.slice(offset === 0 ? 0 : offset + 1, end));
	});
}

function bothAlphabets(base64: string): string[] {
	return [base64, base64.replace(/\+/g, '-').replace(/\//g, '_')];
}

function trace(text: string): Traced {
	const from = Array.from({ length: text.length }, (_, i) => i);
	return { text, from, to: from.map((i) => i + 1) };
}

/** The text as it is, and after each layer of decoding. */
function levelsOf(text: string): Traced[] {
	const levels = [trace(text)];
	for (let depth = 0; depth < DEPTH; depth += 1) {
		const next = decode(levels[depth]);
		if (next.text === levels[depth].text) break;
		levels.push(next);
	}
	return levels;
}

const ENCODED =
	/%[0-7][0-9a-f]|%[cd][0-9a-f]%[89ab][0-9a-f]|%e[0-9a-f](?:%[89ab][0-9a-f]){2}|%f[0-7](?:%[89ab][0-9a-f]){3}|\\u[0-9a-f]{4}|\\[nrt]|&#x?[0-9a-f]{1,8};|&(?:amp|lt|gt|quot|apos);|\0/gi;
const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Undoes one layer of percent-encoding (RFC 3986), JSON's escapes (RFC 8259) and HTML's character references. */
function decode({ text, from, to }: Traced): Traced {
	const next: Traced = { text: '', from: [], to: [] };
	const copy = (until: number, start: number) => {
		for (let i = start; i < until; i += 1) append(next, text[i], from[i], to[i]);
	};
	let done = 0;
	for (const { 0: code, index } of text.matchAll(ENCODED)) {
		copy(index, done);
		done = index + code.length;
		append(next, decoded(code), from[index], to[done - 1]);
	}
	copy(text.length, done);
	return next;
}

function append(traced: Traced, text: string, from: number, to: number): void {
	traced.text += text;
	for (let i = 0; i < text.length; i += 1) {
		traced.from.push(from);
		traced.to.push(to);
	}
}

function decoded(code: string): string {
	// UTF-16 puts one beside each ASCII letter.
	if (code === '\0') return '';
	if (code.startsWith('%')) return Buffer.from(code.replace(/%/g, ''), 'hex').toString('utf8');
	if (code.startsWith('\\')) {
		return code.length === 2 ? ' ' : String.fromCharCode(parseInt(code.slice(2), 16));
	}
	const name = code.slice(1, -1);
	if (!name.startsWith('#')) return NAMED[name.toLowerCase()];
	const point = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
	return point <= 0x10ffff ? String.fromCodePoint(point) : code;
}

/** Evens out what encoders differ in: letter case, backslashes, and white space, which forms write as `+`. */
function fold({ text, from, to }: Traced): Traced {
	const folded: Traced = { text: '', from: [], to: [] };
	for (let i = 0; i < text.length; i += 1) {
		const char = /[\s+\p{Cc}]/u.test(text[i]) ? ' ' : text[i].toLowerCase();
		if (char === '\\') continue;
		if (char !== ' ' || !folded.text.endsWith(' ')) append(folded, char, from[i], to[i]);
		else folded.to[folded.to.length - 1] = to[i];
	}
	return folded;
}

/** Base64 may be broken into lines. */
function withoutSpaces({ text, from, to }: Traced): Traced {
	const unbroken: Traced = { text: '', from: [], to: [] };
	for (let i = 0; i < text.length; i += 1)
		if (text[i] !== ' ') append(unbroken, text[i], from[i], to[i]);
	return unbroken;
}
