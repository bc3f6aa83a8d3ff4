/** An object read from JSON. */
export type Json = Record<string, unknown>;

/** Whether it is an object with keys, neither null nor an array. */
export function isJson(value: unknown): value is Json {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object under a key, or an empty one. */
export function objectIn(value: unknown, key: string): Json {
	const inner = isJson(value) ? value[key] : undefined;
	return isJson(inner) ? inner : {};
}

/** The JSON object that an answer holds; undefined where it holds none. */
export function jsonOf(text: string): Json | undefined {
	const value = parse(text.replace(/^\uFEFF/, ''));
	return isJson(value) ? value : undefined;
}

/** Any JSON value; undefined where it is none. */
export function parse(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}
