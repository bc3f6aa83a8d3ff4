import type { IDataObject } from 'n8n-workflow';

import { renewAt, type RenewalPolicy } from '../cache/renewal';
import type { AcquiredToken } from '../cache/tokenRequest';
import { clock } from '../http/waiting';
import { fingerprint } from '../provider/presentation';
import type { Presentation, ProviderNames, TokenResponse, TokenSource } from '../provider/provider';
import { isoTime } from '../provider/timestamps';
import type { OutputMode } from './outputPolicy';

/**
 * What a node emits, the same flat keys for every provider. Times are ISO 8601 in UTC. The keys are in the order of the
 * editor's columns: what users look for comes first.
 */
export interface TokenItem {
	provider: string;
	accessToken: string | null;
	expiresAt: string | null;
	renewAt: string | null;
	/** Whole seconds left at the time of output. */
	expiresIn: number | null;
	tokenType: string;
	tokenName: string | null;
	userId: string | null;
	accountId: string | null;
	issuedAt: string;
	refreshToken: string | null;
	refreshTokenExpiresAt: string | null;
	/** Whether this run requested it from the provider. */
	renewed: boolean;
	/** The first 12 hexadecimal digits of the token's SHA-256: safe to log and to compare. */
	fingerprint: string | null;
	headers: Record<string, string>;
	/** The query parameters that carry the token, where the user described the login. */
	query?: Record<string, string>;
	/** The values of answers that later requests use, where the user described the login. */
	values?: Record<string, string | null>;
}

export interface ItemOptions {
	/** What token items call the provider. */
	provider: string;
	presentation: Pick<Presentation, 'tokenType' | 'headers' | 'shown'>;
	/** Epoch milliseconds; null where the token is renewed only after the API rejects it. */
	renewAt: number | null;
	renewed: boolean;
	/** Epoch milliseconds. */
	now: number;
	/** True: everything but the token itself. */
	metadata: boolean;
}

/** A token response, or what is known of a token that cannot be read again. */
export type KnownToken = Omit<TokenResponse, 'accessToken'> & { accessToken: string | null };

/** The token item of a token. */
export function tokenItem(token: KnownToken, options: ItemOptions): TokenItem {
	const { presentation, metadata, now } = options;
	const { expiresAt, accessToken } = token;
	const { shown } = presentation;
	const isShown = accessToken !== null && !metadata;
	return {
		provider: options.provider,
		accessToken: isShown ? accessToken : null,
		expiresAt: isoTime(expiresAt),
		renewAt: isoTime(options.renewAt),
		expiresIn: expiresAt === null ? null : Math.max(0, Math.floor((expiresAt - now) / 1000)),
		tokenType: presentation.tokenType,
		tokenName: token.tokenName,
		userId: token.userId,
		accountId: token.accountId,
		issuedAt: new Date(token.issuedAt).toISOString(),
		refreshToken: metadata ? null : token.refreshToken,
		refreshTokenExpiresAt: metadata ? null : isoTime(token.refreshTokenExpiresAt),
		renewed: options.renewed,
		fingerprint: accessToken === null ? null : fingerprint(accessToken),
		headers: isShown ? (shown ?? presentation).headers : {},
		...(shown && {
			query: isShown ? shown.query : {},
			values: isShown ? shown.values : idsIn(shown.values),
		}),
	};
}

/** Of the kept values those that are no secrets. */
export function idsIn<T>(values: Readonly<Record<string, T>>): Record<string, T> {
	const ids = Object.entries(values).filter(([name]) => name === 'userId' || name === 'accountId');
	return Object.fromEntries(ids);
}

/** The token item of an acquired token. */
export function acquiredItem(
	{ name }: ProviderNames,
	source: TokenSource,
	{ token, renewed }: AcquiredToken,
	policy: RenewalPolicy,
	output: OutputMode,
): IDataObject {
	const { response } = token;
	return {
		...tokenItem(response, {
			provider: name,
			presentation: source.present(response),
			renewAt: renewAt(response, policy),
			renewed,
			now: clock.now(),
			metadata: output === 'metadata',
		}),
	};
}
