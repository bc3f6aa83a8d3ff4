import type { Result } from './failure';
import { RECENT, type Peers } from './peers';
import type { Session, Stored } from './session';
import type { Obtained } from './want';

/**
 * Which token a node can output: nobody tries that again where it is used. Of several workers that log in at once, the
 * last to store its token need not be the last that the provider gave one to.
 */
export class Certainty {
	/** Ends when the token that a node is about to output is certain, as far as other workers go. */
	settling?: Promise<Result<Obtained>>;
	/** The last such token. */
	token?: string;

	constructor(
		private readonly peers: Peers,
		private readonly now: () => number,
	) {}

	/** Whether a session is stored, and nothing speaks against it, or was made certain of. */
	isOf({ grant: { accessToken, obtainedAt } }: Session, stored: Stored): boolean {
		if (accessToken === this.token) return true;
		const { isContended, mayLogIn, wasCrowded } = this.peers;
		const isDoubtful = isContended || (this.settling !== undefined && (mayLogIn || wasCrowded));
		// Another machine's clock may be ahead.
		if (isDoubtful && this.now() - obtainedAt < RECENT) return false;
		return stored.kind === 'own' && stored.session.grant.accessToken === accessToken;
	}
}
