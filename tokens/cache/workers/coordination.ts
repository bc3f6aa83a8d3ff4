import { clock } from '../../http/waiting';
import { READ_AGAIN } from '../../tuning';
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

/** Reads the credential again and again until `awaited` has ended, and returns what came of it. */
export async function watching<T>({ readAgain }: OutputRequest, awaited: Promise<T>): Promise<T> {
	let isOver = false;
	const end = awaited.finally(() => (isOver = true));
	for (;;) {
		await Promise.race([end, clock.sleep(READ_AGAIN)]);
		if (isOver) return await end;
		await readAgain();
	}
}

/**
 * Has the API accept a token, or replaces it.
 *
 * @param believed for how many milliseconds an earlier verdict holds
 */
export type Revalidate = (token: CachedToken, believed: number) => Promise<Result<AcquiredToken>>;

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
	tokenFound(token: Pick<TokenResponse, 'accessToken' | 'obtainedAt'>): void;
	/** The credential held a token that is older than one that is known. */
	olderTokenFound(token: Pick<TokenResponse, 'accessToken' | 'obtainedAt'>): void;
	/** The API rejected a token, as far as its check can be believed. */
	tokenRejected(token: string): void;
	/** The same of a check that can't be believed yet. */
	tokenDoubted(token: string): void;
	/** The note of a stored token says that several processes shared the credential then (epoch milliseconds). */
	credentialShared(at: number): void;
	/** What the note is to say from now on; undefined: this process has always been alone. */
	readonly sharedAt: number | undefined;
	/** Whether another worker's token was found lately: one more login of theirs may have revoked a token. */
	readonly foundOthers: boolean;
	/** Whether another worker may be logging in, or may just have revoked the token: an earlier verdict proves nothing. */
	readonly isContested: boolean;
	/** Whether other workers were ever found: one of them may revoke a token as soon as it is there. */
	readonly areOthersKnown: boolean;
	/** The same, or a token that had just been acquired was doubted: another worker may have revoked it. */
	readonly areOthersLikely: boolean;
	/** Waits before a login until another worker's token arrives, or it is this worker's turn. */
	backOff(): Promise<void>;
	/**
	 * The token for a request that n8n is about to store it with. One request returns a new token at once, so that it is stored
	 * and other workers find it. Any other is held back while it could still log in: see `beforeLastTry`.
	 */
	beforeStoring(acquired: AcquiredToken, revalidate: Revalidate): Promise<Result<AcquiredToken>>;
	/** The token for a request that n8n does not send again. It is held back until no login can revoke it. */
	beforeLastTry(acquired: AcquiredToken, revalidate: Revalidate): Promise<Result<AcquiredToken>>;
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
	tokenDoubted() {},
	credentialShared() {},
	sharedAt: undefined,
	foundOthers: false,
	isContested: false,
	areOthersKnown: false,
	areOthersLikely: false,
	async backOff() {},
	beforeStoring: async (acquired) => ({ value: acquired }),
	beforeLastTry: async (acquired) => ({ value: acquired }),
};
