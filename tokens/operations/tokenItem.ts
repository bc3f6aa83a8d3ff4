import { createHash } from 'node:crypto';

import type { TokenResponse, TokenType } from '../provider/provider';

/** What a node emits, the same flat keys for every provider. Times are ISO 8601 in UTC. */
export interface TokenItem {
	provider: string;
	accessToken: string | null;
	tokenType: TokenType;
	tokenName: string | null;
	userId: string | null;
	accountId: string | null;
	issuedAt: string;
	expiresAt: string | null;
	/** Whole seconds left at the time of output. */
	expiresIn: number | null;
	renewAt: string | null;
	refreshToken: string | null;
	refreshTokenExpiresAt: string | null;
	/** Whether this run asked the provider for it. */
	renewed: boolean;
	/** First 12 hexadecimal digits of the token's SHA-256: safe to log and to compare. */
	fingerprint: string | null;
	headers: Record<string, string>;
}

export interface ItemOptions {
	provider: string;
	tokenType: TokenType;
	/** Epoch milliseconds; null where only a refusal renews the token. */
	renewAt: number | null;
	renewed: boolean;
	/** Epoch milliseconds. */
	now: number;
	/** True: everything but the token itself. */
	metadata: boolean;
}

/** The headers that carry a token, by its type (RFC 6750 for `Bearer`, the providers' own for the others). */
export function tokenHeaders(
	tokenType: TokenType,
	{ accessToken, userId }: Pick<TokenResponse, 'accessToken' | 'userId'>,
): Record<string, string> {
	switch (tokenType) {
		case 'Bearer':
			return { Authorization: `Bearer ${accessToken}` };
		case 'Access-Token':
			return { 'Access-Token': accessToken };
		case 'X-Auth-Token':
			return { 'X-Auth-Token': accessToken, 'X-User-Id': userId ?? '' };
	}
}

/** A short name for a token that gives nothing of it away. */
export function fingerprint(accessToken: string): string {
	return createHash('sha256').update(accessToken).digest('hex').slice(0, 12);
}

/** ISO 8601 in UTC, or null. */
export function isoTime(moment: number | null): string | null {
	return moment === null ? null : new Date(moment).toISOString();
}

/** A grant, or what is known of a token that cannot be read again. */
export type KnownToken = Omit<TokenResponse, 'accessToken'> & { accessToken: string | null };

/** The token item of a grant. */
export function tokenItem(grant: KnownToken, options: ItemOptions): TokenItem {
	const { metadata, now } = options;
	const { expiresAt, accessToken } = grant;
	const isTold = accessToken !== null && !metadata;
	return {
		provider: options.provider,
		accessToken: isTold ? accessToken : null,
		tokenType: options.tokenType,
		tokenName: grant.tokenName,
		userId: grant.userId,
		accountId: grant.accountId,
		issuedAt: new Date(grant.issuedAt).toISOString(),
		expiresAt: isoTime(expiresAt),
		expiresIn: expiresAt === null ? null : Math.max(0, Math.floor((expiresAt - now) / 1000)),
		renewAt: isoTime(options.renewAt),
		refreshToken: metadata ? null : grant.refreshToken,
		refreshTokenExpiresAt: metadata ? null : isoTime(grant.refreshTokenExpiresAt),
		renewed: options.renewed,
		fingerprint: accessToken === null ? null : fingerprint(accessToken),
		headers: isTold ? tokenHeaders(options.tokenType, { ...grant, accessToken }) : {},
	};
}
