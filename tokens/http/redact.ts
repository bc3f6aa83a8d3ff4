import { createHash } from 'node:crypto';

/** Shorter than this, a secret cannot be told from ordinary text: then nothing of the text is repeated. */
const SHORTEST = 4;
const LIMIT = 300;
const MASK = '***';
/** Less Base64 than this is not looked for across line breaks. */
const BREAKABLE = 8;
/** A longer secret is looked for in pieces of this length: then a part of it is masked as well. */
const PIECE = 48;
const LONGEST_TEXT = 20_000;
/** How often a text may be encoded and still be seen through. */
const DEPTH = 3;

/** A text in which each character knows which part of the original it stands for. */
interface Traced {
	text: string;
	from: number[];
	to: number[];
}

/**
 * Makes foreign text fit to be shown: every form of every secret is masked, markup and control characters are
 * dropped, and it is cut to one line.
 *
 * @param extract picks what is worth showing, after the secrets are masked: what it drops could be half of one
 * @returns '' where a secret is too short to be masked safely, or the text cannot be read
 */
export function redact(
	text: string,
	secrets: readonly string[],
	extract: (masked: string) => string = (masked) => masked,
): string {
	// Letters that are none of UTF-8's could be those of a secret in another encoding.
	if (text.includes('\uFFFD')) return '';
	const known = [...new Set(secrets)].filter((secret) => secret !== '');
	if (known.some((secret) => secret.length < SHORTEST)) return '';
	const forms = known.flatMap(formsOf);
	const shown = extract(mask(text, forms)).replace(/<[^<>]*>/g, ' ');
	const line = shown.replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
	const safe = [...mask(line, forms)];
	return safe.length <= LIMIT ? safe.join('') : `${safe.slice(0, LIMIT - 1).join('')}…`;
}

/** One thing to look for. */
interface Form {
	text: string;
	/** Whether it is looked for regardless of what encoders differ in; too little may be left of it for that. */
	folded: boolean;
	base64: boolean;
	/** Base64 as it is looked for across line breaks; '' where it is not. */
	whole: string;
}

/** What is left of Base64 behind a match: a last digit that depends on what follows, and padding. */
const BASE64_END = /(?:[a-z0-9/_-]?={1,2}|[a-z0-9/_-](?![a-z0-9/_-]))?/iy;

/** Replaces every place where one of the forms stands, however it is encoded there. */
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
	// Cut well before the place where the first cut may have halved a secret.
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

/** A backslash that escaped the first character of a secret would escape the mask. */
function withoutEscape(text: string): string {
	let end = text.length;
	while (text[end - 1] === '\\') end -= 1;
	return text.slice(0, end);
}

/** What to look for: the secret in each of its readings, in hex, in Base64 at each alignment, and hashed. */
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

/** As it stands in a JSON body and in a query, of which a gateway may repeat the Base64. */
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

/** Base64 wherever in a longer text the piece began: its outermost digits depend on its neighbours and are left out. */
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

/** The text as it is, and decoded again and again. */
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
	// UTF-16 has one beside each letter of ASCII.
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

/** Levels what encoders differ in: letter case, backslashes, and white space, for which forms have `+`. */
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
