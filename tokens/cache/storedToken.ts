import {
	hasShape,
	isBoolean,
	isJson,
	isText,
	jsonOf,
	nullOr,
	optional,
	type Is,
} from '../http/json';
import { clock } from '../http/waiting';
import type { FoundBeside, TokenResponse } from '../provider/provider';
import { MOST_REMEMBERED, REWRITE, REWRITE_FOREIGN } from '../tuning';
import { readNotes, type TokenNotes } from './check/notes';
import { isWithin } from './renewal';

/** A token response kept in memory and in the credential, bound to the login details it was requested with. */
export interface CachedToken {
	/** The identity of the token source: see `TokenSource`. */
	digest: string;
	/** The refresh identity of the token source, where it has one. */
	refreshDigest?: string;
	/** Greater for a newer token of the same login details, whatever the clock did. */
	order: number;
	response: TokenResponse;
	/** What was found out about the API, stored with it. */
	notes?: TokenNotes;
}

export function isSameToken(one: CachedToken, other: CachedToken): boolean {
	return one.response.accessToken === other.response.accessToken;
}

/** The text kept in the credential. Its keys stay as they are: stored credentials depend on them. */
export function serializeToken(token: CachedToken): string {
	const { digest, refreshDigest, order, response, notes } = token;
	return JSON.stringify({ digest, refreshDigest, order, grant: response, notes });
}

/** What a credential holds: no token, one for these login details, or one for others. */
export type StoredToken =
	| { kind: 'none'; token?: undefined }
	| { kind: 'foreign' | 'own'; token: CachedToken };

/** Reads the text of {@link serializeToken}. Anything incomplete counts as no token. */
export function readStoredToken(text: unknown, digest: string): StoredToken {
	const value = typeof text === 'string' ? jsonOf(text) : undefined;
	const token = value && cachedTokenIn(value);
	if (token === undefined) return { kind: 'none' };
	return { kind: token.digest === digest ? 'own' : 'foreign', token };
}

/** The values in a token response that no error may repeat. */
export function secretsIn(token?: CachedToken): string[] {
	if (token === undefined) return [];
	const { accessToken, refreshToken, found } = token.response;
	const kept = Object.values(found?.values ?? {});
	return [accessToken, ...(refreshToken === null ? [] : [refreshToken]), ...kept];
}

/**
 * Which request writes the current token to a credential that lacks it. One request at a time does: n8n writes what a
 * request's `preAuthentication` returns, and does not send that request again if its token is rejected.
 */
export class WriteTurns {
	/** When the token was last written, by what it was written over. */
	private readonly written = new Map<string, number>();

	/** @param lacksNote whether it is written though it is there: for its note */
	isNext(current: CachedToken | undefined, stored: StoredToken, lacksNote = false): boolean {
		const over = writtenOver(stored);
		const isThere = current && over === writtenOver({ kind: 'own', token: current });
		if (isThere && !lacksNote) return false;
		const span = stored.kind === 'foreign' ? REWRITE_FOREIGN : REWRITE;
		return !isWithin(this.written.get(over), span, clock.now());
	}

	take(stored: StoredToken): void {
		if (this.written.size >= MOST_REMEMBERED) this.written.clear();
		this.written.set(writtenOver(stored), clock.now());
	}
}

/** What a token is written over: another token, or none. */
function writtenOver({ kind, token }: StoredToken): string {
	return kind === 'own' ? `${kind} ${token.response.accessToken}` : kind;
}

function cachedTokenIn(value: Record<string, unknown>): CachedToken | undefined {
	const { digest, refreshDigest, order, grant, notes } = value;
	const isComplete = typeof digest === 'string' && Number.isFinite(order) && isTokenResponse(grant);
	if (!isComplete) return undefined;
	const read = readNotes(notes);
	return {
		digest,
		order: order as number,
		response: grant,
		...(typeof refreshDigest === 'string' && { refreshDigest }),
		...(read && { notes: read }),
	};
}

const FOUND: Record<keyof FoundBeside, Is> = {
	isCookie: optional(isBoolean),
	values: optional((values) => isJson(values) && Object.values(values).every(isText)),
	where: optional(isText),
	hint: optional(isText),
	isBasicRaw: optional(isBoolean),
};
const RESPONSE: Record<keyof TokenResponse, Is> = {
	accessToken: isText,
	issuedAt: isTimestamp,
	expiresAt: nullOr(isTimestamp),
	obtainedAt: isTimestamp,
	userId: nullOr(isText),
	accountId: nullOr(isText),
	tokenName: nullOr(isText),
	refreshToken: nullOr(isText),
	refreshTokenExpiresAt: nullOr(isTimestamp),
	found: optional((found) => hasShape<FoundBeside>(found, FOUND)),
};

function isTokenResponse(value: unknown): value is TokenResponse {
	if (!hasShape<TokenResponse>(value, RESPONSE)) return false;
	const token = value.found?.isCookie ? /^[\x21-\x7e]+(; [\x21-\x7e]+)*$/ : /^[\x21-\x7e]+$/;
	return token.test(value.accessToken);
}

/** Epoch milliseconds that a `Date` can hold (ECMA-262, 21.4.1.1). */
function isTimestamp(value: unknown): boolean {
	return typeof value === 'number' && Math.abs(value) <= 8.64e15;
}
