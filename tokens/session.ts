import { createHash } from 'node:crypto';

import { jsonOf } from './json';
import type { Grant, SignIn } from './provider';

/** A grant kept in a credential, bound to the login details that it was got with. */
export interface Session {
	digest: string;
	/** Greater for a newer session of the same details, whatever the clock did. */
	order: number;
	grant: Grant;
}

/** A digest of the exact login details, secrets included. */
export function detailsDigest(provider: string, { baseUrl, details }: SignIn): string {
	const fields = Object.entries(details).sort(([a], [b]) => (a < b ? -1 : 1));
	return createHash('sha256')
		.update(JSON.stringify([provider, baseUrl, fields]))
		.digest('hex');
}

/** The text that is kept in the credential. */
export function writeSession(session: Session): string {
	return JSON.stringify(session);
}

/** What a credential holds: nothing, a session of these login details, or one of others. */
export type Stored = { kind: 'none' } | { kind: 'foreign' } | { kind: 'own'; session: Session };

/** Reads the text of {@link writeSession}; whatever is not whole counts as nothing. */
export function readSession(text: unknown, digest: string): Stored {
	const session = parse(text);
	if (session === undefined) return { kind: 'none' };
	return session.digest === digest ? { kind: 'own', session } : { kind: 'foreign' };
}

/** The tokens in what a credential holds, whatever login details they were got with: none may be repeated. */
export function tokensIn(text: unknown): string[] {
	const { accessToken, refreshToken } = parse(text)?.grant ?? {};
	return [accessToken, refreshToken].filter((token) => typeof token === 'string');
}

function parse(text: unknown): Session | undefined {
	const value = typeof text === 'string' ? jsonOf(text) : undefined;
	return value !== undefined && isSession(value) ? value : undefined;
}

function isSession(value: Partial<Session>): value is Session {
	const grant = (value.grant ?? {}) as unknown as Record<string, unknown>;
	const times = ['issuedAt', 'obtainedAt'].every((key) => isMoment(grant[key]));
	const texts = ['userId', 'accountId', 'tokenName', 'refreshToken'].every(
		(key) => grant[key] === null || typeof grant[key] === 'string',
	);
	const moments = ['expiresAt', 'refreshTokenExpiresAt'].every(
		(key) => grant[key] === null || isMoment(grant[key]),
	);
	const token = typeof grant.accessToken === 'string' && /^[\x21-\x7e]+$/.test(grant.accessToken);
	return (
		typeof value.digest === 'string' &&
		Number.isFinite(value.order) &&
		token &&
		times &&
		texts &&
		moments
	);
}

/** Epoch milliseconds that a date can hold (ECMA-262, 21.4.1.1). */
function isMoment(value: unknown): boolean {
	return typeof value === 'number' && Math.abs(value) <= 8.64e15;
}
