import type { Result } from './failure';
import { RECENT, type Peers } from './peers';
import { isWithin } from './renewal';
import type { Session, Stored } from './session';
import type { Obtained } from './want';

/** In milliseconds: for how long after a login another one of the same moment may still end its token. */
export const SETTLING = 1_200;

/**
 * Which token a node can output: nobody tries that again where it is used. Of several workers that log in at once, the
 * last to store its token need not be the last that the provider gave one to.
 */
export class Certainty {
	/** Ends when the token that a node is about to output is certain, as far as other workers go. */
	private running?: Promise<Result<Obtained>>;
	/** The last such token. */
	token?: string;

	constructor(
		private readonly peers: Peers,
		private readonly now: () => number,
	) {}

	get settling(): Promise<Result<Obtained>> | undefined {
		return this.running;
	}

	/** A node sets out to make certain of a token; others wait for it. */
	async settles(running: Promise<Result<Obtained>>): Promise<Result<Obtained>> {
		this.running = running;
		return await running.finally(() => {
			if (this.running === running) this.running = undefined;
		});
	}

	/** Whether a session is stored, and nothing speaks against it, or was made certain of. */
	isOf(session: Session, stored: Stored): boolean {
		const { accessToken, obtainedAt } = session.grant;
		if (accessToken === this.token) return true;
		const { isContended, mayLogIn, wasCrowded } = this.peers;
		const isDoubtful = isContended || (this.running !== undefined && (mayLogIn || wasCrowded));
		// Another machine's clock may be ahead.
		if (isDoubtful && this.now() - obtainedAt < RECENT) return false;
		if (this.isUnsettled(session)) return false;
		return stored.kind === 'own' && stored.session.grant.accessToken === accessToken;
	}

	/** Whether another worker has just made the token: a third one may be about to end it. */
	private isUnsettled({ order, grant }: Session): boolean {
		return !this.peers.isOwn(grant.accessToken) && isWithin(order, SETTLING, this.now());
	}
}
