import { isJson } from '../../http/json';

/** The keys of objects and the indexes of arrays that lead to a value. */
export type Keys = ReadonlyArray<string | number>;

/** A value in JSON, and where it is. */
export interface Found {
	value: unknown;
	keys: Keys;
}

/** A key in quotes, an index or a key in brackets, or a key. */
const KEY = /\[\s*(?:"([^"]*)"|'([^']*)'|([^\]]*?))\s*\]|([^.[\]]+)/g;

/**
 * Finds the value at a path such as `data.items[0].id`, `data.items.0.id` or `data["my.key"].id`. A `$` at the start is
 * ignored (JSONPath, RFC 9535, 2.2). A key that contains dots is found without quotes as well; the longest one wins.
 *
 * @returns undefined where there is none
 */
export function findAtPath(json: unknown, path: string): Found | undefined {
	const keys = [
		...path
			.trim()
			.replace(/^\$(?=[.[]|$)/, '')
			.matchAll(KEY),
	].map(([, ...forms]) => forms.find((form) => form !== undefined) ?? '');
	return descend({ value: json, keys: [] }, keys);
}

function descend(from: Found, keys: readonly string[]): Found | undefined {
	if (keys.length === 0) return from.value === undefined ? undefined : from;
	for (let count = keys.length; count > 0; count -= 1) {
		const inner = childOf(from, keys.slice(0, count).join('.'));
		const found = inner && descend(inner, keys.slice(count));
		if (found !== undefined) return found;
	}
	return undefined;
}

function childOf({ value, keys }: Found, key: string): Found | undefined {
	if (Array.isArray(value)) {
		const index = /^\d{1,9}$/.test(key) ? Number(key) : undefined;
		return index === undefined ? undefined : { value: value[index], keys: [...keys, index] };
	}
	if (!isJson(value) || !Object.hasOwn(value, key)) return undefined;
	return { value: value[key], keys: [...keys, key] };
}

/** The two texts around a value. One of them may be empty: then the value begins, or ends, where the text does. */
export interface Around {
	before: string;
	after: string;
}

/** Reads `before…after`, also written with three dots. undefined where both texts are empty, or there is no `…`. */
export function readAround(path: string): Around | undefined {
	const dots = path.includes('…') ? '…' : '...';
	const at = path.indexOf(dots);
	const [before, after] = [path.slice(0, at), path.slice(at + dots.length)];
	return at === -1 || before + after === '' ? undefined : { before, after };
}

/** The text between the first `before` and the next `after`. undefined where there is none. */
export function textBetween(text: string, { before, after }: Around): string | undefined {
	const found = text.indexOf(before);
	const start = found + before.length;
	const end = after === '' ? text.length : text.indexOf(after, start);
	if (found === -1 || end === -1) return undefined;
	const value = text.slice(start, end).trim();
	return /[<>]/.test(before + after) ? withoutReferences(value) : value;
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Undoes the character references of XML (XML 1.0, 4.1 and 4.6). */
function withoutReferences(text: string): string {
	return text.replace(
		/&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([\da-f]{1,6}));/gi,
		(whole, name?: string, decimal?: string, hex?: string) => {
			if (name !== undefined) return NAMED[name.toLowerCase()];
			const point = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal);
			return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
		},
	);
}
