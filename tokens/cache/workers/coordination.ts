import type { Result } from '../../http/failure';
import type { TokenResponse } from '../../provider/provider';
import type { CachedToken, StoredToken } from '../storedToken';
import type { AcquiredToken } from '../tokenRequest';

/** A node's request for a token that it outputs, and that nobody tries again where it is used. */
export interface OutputRequest {
	/** The token to use at once, if there is one; and what the credential holds. */
	atHand(): { token?: CachedToken; stored: StoredToken };
	/** Acquires the token; `revalidate` has the API accept it first. */
	acquire(revalidate?: boolean): Promise<Result<AcquiredToken>>;
	/** Reads the credential again, for another worker's token. */
	readAgain(): Promise<void>;
	isInvalidated(token: CachedToken): boolean;
}

/**
 * Everything about the other workers of n8n's queue mode. They share nothing with this process but the credential, which
 * n8n reads anew for each request: so this process learns of their logins, but not at once.
 */
export interface WorkerCoordination {
	/** A request waits for the login that another request makes. */
	requestWaits(): void;
	loginStarts(): void;
	/** This process has logged in. */
	tokenAcquired(token: string): void;
	/** The credential held a newer token than was known here. */
	tokenFound(): void;
	/** The credential held a token that is older than one that is known. */
	olderTokenFound(token: Pick<TokenResponse, 'accessToken' | 'obtainedAt'>): void;
	tokenRejected(token: string): void;
	/** Whether another worker's token was found lately: one more login of theirs may have revoked a token. */
	readonly foundOthers: boolean;
	/** Whether another worker may be logging in, or may just have revoked the token: an earlier verdict proves nothing. */
	readonly isContested: boolean;
	/** Whether other workers were ever found: one of them may revoke a token as soon as it is there. */
	readonly areOthersKnown: boolean;
	/** Waits before a login until another worker's token arrives, or the time is up. */
	backOff(): Promise<void>;
	/**
	 * The token for a request that n8n does not send again. It is held back where a login of the same moment may still revoke
	 * it; `revalidate` has the API accept it, or replaces it.
	 */
	beforeLastTry(
		acquired: AcquiredToken,
		revalidate: (token: CachedToken) => Promise<Result<AcquiredToken>>,
	): Promise<Result<AcquiredToken>>;
	/** The token for a node's output. Absent: it is acquired as for any other request. */
	beforeOutput?(request: OutputRequest): Promise<Result<AcquiredToken>>;
}

/** For providers whose tokens live side by side: no worker's login harms another's. */
export const noCoordination: WorkerCoordination = {
	requestWaits() {},
	loginStarts() {},
	tokenAcquired() {},
	tokenFound() {},
	olderTokenFound() {},
	tokenRejected() {},
	foundOthers: false,
	isContested: false,
	areOthersKnown: false,
	async backOff() {},
	beforeLastTry: async (acquired) => ({ value: acquired }),
};
