import { createHash } from 'node:crypto';

import type { ApiResponse } from '../../http/client';
import { parse } from '../../http/json';
import { parseUrl } from '../../http/url';
import type { Look } from '../../provider/check/judges';
import { isSuccess } from '../../provider/response';

/** Digits of the digest: enough to compare a handful of answers. */
const DIGITS = 16;
/** Levels of JSON that are looked at, and paths: an answer is compared, not understood. */
const DEPTH = 6;
const MOST_PATHS = 500;

/** What of an answer tells tokens apart. */
export function lookOf({ status, headers, text }: ApiResponse, url: string): Look {
	if (status >= 300 && status < 400 && headers.location !== undefined)
		return { status, location: withoutQuery(headers.location, url) };
	return isSuccess(status) ? { status, shape: shapeOf(headers['content-type'], text) } : { status };
}

function withoutQuery(location: string, base: string): string {
	const target = parseUrl(location, base);
	return target === undefined ? location.split(/[?#]/)[0] : `${target.origin}${target.pathname}`;
}

/** A digest of the content type and the key paths of the JSON. Values don't count, nor how many elements a list has. */
export function shapeOf(contentType = '', text: string): string {
	const type = contentType.split(';')[0].trim().toLowerCase();
	const paths = new Set<string>();
	collect(parse(text), '', DEPTH, paths);
	const shape = JSON.stringify([type, ...[...paths].sort()]);
	return createHash('sha256').update(shape).digest('hex').slice(0, DIGITS);
}

function collect(value: unknown, path: string, depth: number, paths: Set<string>): void {
	if (typeof value !== 'object' || value === null || depth === 0) return;
	for (const [key, inner] of Object.entries(value)) {
		if (paths.size >= MOST_PATHS) return;
		const name = Array.isArray(value) ? `${path}/[]` : `${path}/${JSON.stringify(key)}`;
		paths.add(name);
		collect(inner, name, depth - 1, paths);
	}
}

/** Whether two answers are the same, as far as anything told from them can tell. */
export function isSameLook(one: Look, other: Look): boolean {
	if (isSuccess(one.status) && isSuccess(other.status)) return one.shape === other.shape;
	return one.status === other.status && one.location === other.location;
}

/** 2xx, or 304, which only a good token gets. */
export function isGoodStatus(status: number): boolean {
	return isSuccess(status) || status === 304;
}

/** The API is busy or broken: its answer says nothing of a token. */
export function isPassing(status: number): boolean {
	return status >= 500 || status === 408 || status === 425 || status === 429;
}

/** What says nothing of a token: the address has moved, or there's nothing there for this method. */
const NOTHING_THERE = new Set([301, 308, 404, 405, 410]);

/**
 * Whether a judge may tell tokens apart that answers a made-up one so. A success may: see {@link isSameLook}.
 *
 * @param isNamed whether the user named the address: then what it answers is about the token
 */
export function mayTell(madeUp: Look | undefined, isNamed: boolean): boolean {
	if (madeUp === undefined || isPassing(madeUp.status)) return false;
	return isNamed || !NOTHING_THERE.has(madeUp.status);
}

/** What is known of a judge when it answers. */
export interface Known {
	/** How it answers a made-up token; undefined: it can't be asked. */
	madeUp?: Look;
	/** How it answers a token that is no good, where it is proven. */
	refused?: Look;
	/** How it answered a token that looked otherwise than a made-up one. */
	good?: Look;
	/** Whether the user named the address. */
	isNamed: boolean;
	/** Whether it is the very request that failed. */
	isFailed: boolean;
}

/**
 * - `good`: the token is accepted
 * - `refused`: as a proven judge refuses tokens
 * - `suspect`: perhaps refused
 * - `other`: the judge tells tokens apart, and it wasn't the token
 * - `passing`: it says nothing of the token right now
 * - `blind`: this judge says nothing of tokens
 */
export type Opinion = 'good' | 'refused' | 'suspect' | 'other' | 'passing' | 'blind';

/** What a judge's answer to the stored token means. */
export function opinionOf(answer: Look | undefined, known: Known): Opinion {
	if (answer === undefined || isPassing(answer.status)) return 'passing';
	const { madeUp, refused, isNamed, isFailed } = known;
	if (refused && isSameLook(answer, refused)) return 'refused';
	if (isGoodStatus(answer.status)) {
		if (madeUp && isSameLook(answer, madeUp))
			return isDoubtful(known, madeUp) ? 'suspect' : 'blind';
		return madeUp || refused || isNamed || isFailed ? 'good' : 'blind';
	}
	if (answer.status === 401) return refused ? 'refused' : 'suspect';
	if (refused || (madeUp && isSameLook(answer, madeUp))) return 'suspect';
	// Without a made-up token nobody knows whether the judge looks at tokens at all.
	return madeUp ? 'other' : 'blind';
}

/** Whether a success that looks like the one for a made-up token speaks against a token. */
function isDoubtful({ refused, good, isNamed }: Known, madeUp: Look): boolean {
	return isNamed || refused !== undefined || (good !== undefined && !isSameLook(good, madeUp));
}

/**
 * Whether a fresh token is answered otherwise than the suspect one: then that was refused. undefined: the answer says
 * nothing right now.
 */
export function isProof(
	fresh: Look | undefined,
	suspect: Look,
	madeUp: Look | undefined,
): boolean | undefined {
	if (fresh === undefined || isPassing(fresh.status)) return undefined;
	if (fresh.status === 401) return false;
	return !isSameLook(fresh, suspect) && !(madeUp && isSameLook(fresh, madeUp));
}
