/** An object read from JSON. */
export type Json = Record<string, unknown>;

/** Whether a value is an object with keys: neither null nor an array. */
export function isJson(value: unknown): value is Json {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object under a key, or an empty one. */
export function objectIn(value: unknown, key: string): Json {
	const inner = isJson(value) ? value[key] : undefined;
	return isJson(inner) ? inner : {};
}

/** The value at a path of keys joined by dots, such as `data.token`. undefined where there is none. */
export function valueAt(json: Json, path: string): unknown {
	return path
		.split('.')
		.reduce<unknown>((value, key) => (isJson(value) ? value[key] : undefined), json);
}

/** Parses a JSON object (RFC 8259), also behind a byte order mark. undefined where the text holds none. */
export function jsonOf(text: string): Json | undefined {
	const value = parse(text.replace(/^\uFEFF/, ''));
	return isJson(value) ? value : undefined;
}

/** Parses any JSON value. undefined where the text is not valid JSON. */
export function parse(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}
