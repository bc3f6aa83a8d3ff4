import type { Result } from '../http/failure';
import { RECENT, type OtherWorkers } from './workers';
import { isWithin } from './renewal';
import type { CachedToken, StoredToken } from './storedToken';
import type { AcquiredToken } from './tokenRequest';

/** In milliseconds: for how long after a login another one of the same moment may still end its token. */
export const SETTLING = 1_200;

/**
 * Which token a node can output: nobody tries that again where it is used. Of several workers that log in at once, the
 * last to store its token need not be the last that the provider gave one to.
 */
export class Stability {
	/** Ends when the token that a node is about to output is certain, as far as other workers go. */
	private running?: Promise<Result<AcquiredToken>>;
	/** The last such token. */
	token?: string;

	constructor(
		private readonly peers: OtherWorkers,
		private readonly now: () => number,
	) {}

	get settling(): Promise<Result<AcquiredToken>> | undefined {
		return this.running;
	}

	/** A node sets out to make certain of a token; others wait for it. */
	async settles(running: Promise<Result<AcquiredToken>>): Promise<Result<AcquiredToken>> {
		this.running = running;
		return await running.finally(() => {
			if (this.running === running) this.running = undefined;
		});
	}

	/** Whether a session is stored, and nothing speaks against it, or was made certain of. */
	isOf(session: CachedToken, stored: StoredToken): boolean {
		const { accessToken, obtainedAt } = session.response;
		if (accessToken === this.token) return true;
		const { isContended, mayLogIn, wasCrowded } = this.peers;
		const isDoubtful = isContended || (this.running !== undefined && (mayLogIn || wasCrowded));
		// Another machine's clock may be ahead.
		if (isDoubtful && this.now() - obtainedAt < RECENT) return false;
		if (this.isUnsettled(session)) return false;
		return stored.kind === 'own' && stored.session.response.accessToken === accessToken;
	}

	/** Whether another worker has just made the token: a third one may be about to end it. */
	private isUnsettled({ order, response: grant }: CachedToken): boolean {
		return !this.peers.isOwn(grant.accessToken) && isWithin(order, SETTLING, this.now());
	}
}
