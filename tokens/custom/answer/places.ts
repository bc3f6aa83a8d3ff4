import { Failure } from '../../http/failure';
import { redact } from '../../http/redact';
import { parseUrl } from '../../http/url';
import { leavesOf, namesIn, plainName, requestNames, type Answer, type Context } from './answer';
import type { Keys } from './path';

/** Places that an error lists. */
export const MOST_PLACES = 20;
/** A longer name could be a value that an API uses as a key. */
const LONGEST_NAME = 40;
/** A shorter secret is part of many ordinary names. */
const SHORTEST_PART = 4;
const HIDDEN = '…';
/** Headers of ordinary answers, which hold no token. */
const ORDINARY =
	/^(date|server|via|age|vary|etag|expires|pragma|connection|keep-alive|location|allow|link|content-.*|cache-control|transfer-encoding|last-modified|accept-ranges|strict-transport-security|access-control-.*|referrer-policy|permissions-policy|x-frame-options|x-content-type-options|x-xss-protection|x-powered-by|alt-svc|upgrade)$/;

/** A text that can be shown; `…` where it holds a secret, in any form. */
export function safeText(text: string, { secrets }: Pick<Context, 'secrets'>): string {
	const longer = secrets.filter(({ length }) => length >= SHORTEST_PART);
	return secrets.includes(text) || redact(text, longer) !== text ? HIDDEN : text;
}

/** The same of a name that comes from an answer. One that is too long becomes `…` as well. */
export function safeName(name: string, context: Pick<Context, 'secrets'>): string {
	return name.length > LONGEST_NAME ? HIDDEN : safeText(name, context);
}

/** A path in JSON as the user can enter it: `data.items[0]["my.key"]`. Names that must not be shown become `…`. */
export function showPath(keys: Keys, context: Context): string {
	const path = keys.reduce<string>((above, key) => {
		if (typeof key === 'number') return `${above}[${key}]`;
		const name = safeName(key, context);
		if (/[.[\]]/.test(name)) return `${above}["${name}"]`;
		return above === '' ? name : `${above}.${name}`;
	}, '');
	return safeText(path, context);
}

/**
 * Where an answer holds something, without a single value: paths in JSON, and the names of cookies and headers, at most 20
 * of them. Texts come before numbers.
 *
 * @returns a sentence without its full stop
 */
export function describePlaces(answer: Answer, context: Context): string {
	const { response, json, cookies } = answer;
	const leaves = leavesOf(json).filter(({ keys, value }) => keys.length > 0 && value !== null);
	const isText = (value: unknown) => typeof value === 'string' && value.length > 1;
	const ordered = [
		...leaves.filter(({ value }) => isText(value)),
		...leaves.filter(({ value }) => !isText(value)),
	];
	const others = [
		...cookies.map(({ name }) => ['cookie', name]),
		...Object.keys(response.headers)
			.filter((name) => !ORDINARY.test(name))
			.map((name) => ['header', name]),
	];
	// An API has few headers and cookies of its own, so they have room beside many paths.
	const room = Math.max(MOST_PLACES - others.length, MOST_PLACES / 2);
	const paths = ordered.slice(0, room).map(({ keys }) => `\`${showPath(keys, context)}\``);
	const names = others
		.slice(0, MOST_PLACES - paths.length)
		.map(([kind, name]) => `the ${kind} \`${safeName(name, context)}\``);
	const places = [...new Set([...paths, ...names])];
	const kind = `The answer is ${kindOf(answer)}`;
	if (places.length === 0) return kind;
	const hasMore = leaves.length + others.length > paths.length + names.length;
	return `${kind}. It holds ${places.join(', ')}${hasMore ? ' and more' : ''}`;
}

function kindOf({ response: { text }, json }: Answer): string {
	if (text.trim() === '') return 'empty';
	if (json !== undefined) return 'JSON';
	if (/^\s*(<!doctype html|<html)/i.test(text)) return 'an HTML page';
	return text.trimStart().startsWith('<') ? 'XML' : 'plain text';
}

/** Names under which APIs say what went wrong. */
const MESSAGES = new Set(
	'error errors errormessage errordescription errmsg message messages msg reason detail details description'.split(
		' ',
	),
);

/** The failure for an answer without a usable token. The API's own words go with it, unless they could be the token. */
export function noToken(
	answer: Answer,
	context: Context,
	headline: string,
	advice: string,
): Failure {
	const { status, headers } = answer.response;
	const target = status >= 300 ? parseUrl(headers.location ?? '') : undefined;
	return new Failure(
		'LOGIN_REJECTED',
		`${context.title} answered ${requestNames(context).what}, but ${headline}${target ? ', which redirects' : ''}`,
		{
			status,
			providerMessage: messageOf(answer),
			advice: `${describePlaces(answer, context)}. ${advice}`,
			...(target && { location: target.origin }),
		},
	);
}

/** What a successful answer says in words. Nothing that could be a value is among them: the token may be anywhere. */
export function messageOf({ response: { text }, json }: Answer): string {
	const words = json === undefined ? [withoutMarkup(text)] : wordsIn(json);
	return [...new Set(words.filter(isTelling))].join(': ');
}

function withoutMarkup(text: string): string {
	const title = /<title[^<>]*>([^<]*)/i.exec(text)?.[1];
	return title ?? (text.trimStart().startsWith('<') ? '' : text);
}

function wordsIn(json: unknown): string[] {
	return leavesOf(json).flatMap(({ keys, name, value }) => {
		const names = namesIn(keys).map(plainName);
		if (typeof value === 'number' && /code$/i.test(name)) return [`${name} ${value}`];
		return names.some((one) => MESSAGES.has(one)) && typeof value === 'string' ? [value] : [];
	});
}

/** Words, and no token: nothing long in it holds a digit. */
function isTelling(text: string): boolean {
	const parts = text.split(/[\s"'=:;,()[\]{}<>]+/);
	return (
		text.trim() !== '' &&
		parts.every((part) => part.length < 8 || (part.length <= LONGEST_NAME && !/\d/.test(part)))
	);
}
