import { isJson, parse, type Json } from '../../http/json';
import type { ApiResponse } from '../../provider/provider';
import type { Cookie } from '../description';
import { readCookies } from './cookies';
import type { Found, Keys } from './path';

/** The answer to a login, read once. */
export interface Answer {
	response: ApiResponse;
	/** Any JSON value; undefined where the body is none. */
	json: unknown;
	cookies: Cookie[];
}

/** What reading an answer needs to know besides it. */
export interface Context {
	/** The secrets of the credential. None of them is taken for a token, and none is shown. */
	secrets: readonly string[];
	/** What failures call the API. */
	title: string;
	/** What was answered; absent: a login of the API's own. */
	request?: 'token' | 'first';
}

/** What failures call a request, and the fields to check where it was refused. */
interface RequestNames {
	what: string;
	/** Those that decide where it goes and who sends it. */
	fields: string;
	/** Continues a sentence that ends with them: those that decide what it looks like. */
	look: string;
}

const LOGIN: RequestNames = {
	what: 'the login',
	fields: "'Login URL', 'User Name' and 'Password'",
	look: ", and how they are sent: 'Send Login In' and what is below it, such as 'Name of the User Name Field'",
};
const OTHERS: Record<NonNullable<Context['request']>, RequestNames> = {
	token: { what: 'the token request', fields: "'Token URL'", look: '' },
	first: { what: 'the first request', fields: "'First Request' under 'Settings'", look: '' },
};

/** What failures call the request that was answered. */
export function requestNames({ request }: Context): RequestNames {
	return request === undefined ? LOGIN : OTHERS[request];
}

/** A text, number, boolean or null in JSON. */
export interface Leaf extends Found {
	value: string | number | boolean | null;
	/** The last key of an object on the way. */
	name: string;
	/** How many keys of objects lead to it: 1 is the top. */
	depth: number;
}

/** A token, and where in the answer it is. */
export interface Located {
	token: string;
	/** As in {@link FoundToken.where}. */
	where: string;
	/** Of a token in JSON: its path. */
	keys?: Keys;
	/** Of a token that is one or several cookies: these. */
	cookies?: Cookie[];
	isHeader?: boolean;
}

/** Objects below objects that are looked into: no API puts a token deeper. */
const DEEPEST = 5;
/** Arrays are no level of their own, so this ends what is made of nothing else. */
const MOST_KEYS = 3 * DEEPEST;

export function openAnswer(response: ApiResponse): Answer {
	const json = parse(response.text.replace(/^\uFEFF/, ''));
	return { response, json, cookies: readCookies(response, response.sentAt) };
}

/** The leaves of JSON, the upper ones first. Of an array only the first element is looked at. */
export function leavesOf(json: unknown): Leaf[] {
	const levels: Leaf[][] = [];
	let level: Found[] = [{ value: json, keys: [] }];
	for (let count = 0; count <= MOST_KEYS && level.length > 0; count += 1) {
		levels.push(level.flatMap(leafOf));
		level = level.flatMap(childrenOf).filter(({ keys }) => namesIn(keys).length <= DEEPEST);
	}
	return levels.flat().sort((a, b) => a.depth - b.depth);
}

/** The leaves in the object that holds the value at `keys`. */
export function leavesBeside(json: unknown, keys: Keys): Leaf[] {
	const indexes = [...keys].reverse().findIndex((key) => typeof key === 'string');
	if (indexes === -1) return [];
	const parent = keys.slice(0, keys.length - indexes - 1);
	const value = parent.reduce<unknown>((inner, key) => (inner as Json)[key], json);
	return childrenOf({ value, keys: parent }).flatMap(leafOf);
}

/** A name without what APIs differ in: letter case, `_`, `-` and `.`. */
export function plainName(name: string): string {
	return name.toLowerCase().replace(/[_.-]/g, '');
}

/** Whether the leaf's own name, or one above it, contains one of the words. */
export function isBelow({ keys }: Pick<Leaf, 'keys'>, words: readonly string[]): boolean {
	return namesIn(keys).some((name) => words.some((word) => plainName(name).includes(word)));
}

/** The keys of objects, from the top down. */
export function namesIn(keys: Keys): string[] {
	return keys.filter((key) => typeof key === 'string');
}

function childrenOf({ value, keys }: Found): Found[] {
	if (Array.isArray(value))
		return value.slice(0, 1).map((first) => ({ value: first, keys: [...keys, 0] }));
	if (!isJson(value)) return [];
	return Object.entries(value).map(([key, inner]) => ({ value: inner, keys: [...keys, key] }));
}

function leafOf({ value, keys }: Found): Leaf[] {
	if (value !== null && !['string', 'number', 'boolean'].includes(typeof value)) return [];
	const names = namesIn(keys);
	return [{ value: value as Leaf['value'], keys, name: names.at(-1) ?? '', depth: names.length }];
}
