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

/** What a value has to be. */
export type Is = (value: unknown) => boolean;

/** Whether a value is an object with all that its shape asks for. Further keys don't matter. */
export function hasShape<T extends object>(value: unknown, shape: Record<keyof T, Is>): value is T {
	return isJson(value) && Object.entries<Is>(shape).every(([key, is]) => is(value[key]));
}

export const isText: Is = (value) => typeof value === 'string';
export const isBoolean: Is = (value) => typeof value === 'boolean';

export function optional(is: Is): Is {
	return (value) => value === undefined || is(value);
}

export function nullOr(is: Is): Is {
	return (value) => value === null || is(value);
}
