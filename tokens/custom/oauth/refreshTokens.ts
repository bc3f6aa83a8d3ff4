import type { TokenResponse } from '../../provider/provider';
import { MOST_CACHES } from '../../tuning';

/** A refresh token (RFC 6749, 1.5), and when the request was sent whose answer held it. */
interface Known {
	refreshToken: string;
	/** Epoch milliseconds. */
	obtainedAt: number;
}

/**
 * The refresh tokens that an API has given in place of one that a user entered. An API that replaces them at each use may
 * end all of them if an older one turns up again (RFC 9700, 4.14.2). So every request for the same entered token takes its
 * turn, whatever else differs in the credential, and sends the newest one.
 */
export class RefreshTokens {
	private newest?: Known;
	/** Ends with the last request. */
	private last: Promise<unknown> = Promise.resolve();
	/** Whether the answer to the last request was lost: what it held may be the newest one. */
	isAnswerLost = false;

	/** Runs `work` once all that came before has ended. */
	async inTurn<T>(work: () => Promise<T>): Promise<T> {
		const turn = this.last.then(work, work);
		this.last = turn.catch(() => {});
		return await turn;
	}

	/** Takes in what the credential holds. Another process may have written it. */
	adopt({ refreshToken, obtainedAt }: Pick<TokenResponse, 'refreshToken' | 'obtainedAt'>): void {
		if (refreshToken === null || obtainedAt <= (this.newest?.obtainedAt ?? 0)) return;
		if (refreshToken !== this.newest?.refreshToken) this.isAnswerLost = false;
		this.newest = { refreshToken, obtainedAt };
	}

	/** Keeps the one in the answer to the last request. It is the newest, whatever the clock did. */
	keep({ refreshToken, obtainedAt }: Known): void {
		const last = this.newest?.obtainedAt ?? 0;
		this.newest = { refreshToken, obtainedAt: Math.max(obtainedAt, last + 1) };
	}

	/** The one to send. */
	current(entered: string): string {
		return this.newest?.refreshToken ?? entered;
	}
}

/** By what they came from, least recently used first. */
const all = new Map<string, RefreshTokens>();

/** @param key a digest of the token URL, the client and the refresh token that was entered */
export function refreshTokensOf(key: string): RefreshTokens {
	const found = all.get(key) ?? new RefreshTokens();
	all.delete(key);
	all.set(key, found);
	if (all.size > MOST_CACHES) all.delete([...all.keys()][0]);
	return found;
}
