import { isJson, parse, type Json } from '../../http/json';
import type { ApiRequest } from '../../provider/provider';
import type { Field } from './fields';
import { wrongField } from './labels';

type Fields = ReadonlyMap<string, Field>;

/** A body with its content type; FormData brings its own. */
export interface Body {
	body: NonNullable<ApiRequest['body']>;
	type?: string;
}

/** Fields as JSON. A name with dots builds nested objects: `params.user`. */
export function jsonBody(fields: Fields): Body {
	const json = emptyJson();
	for (const { name, value, isJson } of fields.values())
		putAt(json, name.split('.'), isJson ? parse(value) : value);
	return { body: JSON.stringify(json), type: 'application/json' };
}

/** Fields as a form (URL Standard, 5). */
export function formBody(fields: Fields): Body {
	const pairs = [...fields.values()].map(({ name, value }) => [name, value]);
	return { body: new URLSearchParams(pairs), type: 'application/x-www-form-urlencoded' };
}

/** Fields as multipart/form-data (RFC 7578). Throws a Failure for a value that such a form would change. */
export function multipartBody(fields: Fields): Body {
	const form = new FormData();
	for (const { name, value, label } of fields.values()) {
		// It turns every line break into CR LF (HTML, 4.10.21.8).
		if (/\r(?!\n)|(?<!\r)\n/.test(value))
			throw wrongField(label, 'holds a line break', 'Type it again on one line');
		form.append(name, value);
	}
	return { body: form };
}

/** An object without a prototype, so that `__proto__` is a key like any other. */
function emptyJson(): Json {
	return Object.create(null) as Json;
}

/** Puts a value at a path. Objects are merged; anything else that stands in the way is replaced. */
function putAt(json: Json, [key, ...rest]: string[], value: unknown): void {
	const present = Object.hasOwn(json, key) ? json[key] : undefined;
	if (rest.length > 0) {
		const inner = isJson(present) ? present : emptyJson();
		json[key] = inner;
		putAt(inner, rest, value);
	} else if (isJson(value)) {
		const inner = isJson(present) ? present : emptyJson();
		json[key] = inner;
		for (const [innerKey, innerValue] of Object.entries(value))
			putAt(inner, [innerKey], innerValue);
	} else json[key] = value;
}
