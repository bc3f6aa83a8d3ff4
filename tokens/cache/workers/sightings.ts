import { clock } from '../../http/waiting';
import { MOST_CACHES } from '../../tuning';

interface Sightings {
	since: number;
	othersKnown: boolean;
	sharedAt?: number;
	/** The tokens that this process requested itself. It may find one of them with another token cache. */
	ownTokens: Set<string>;
}

/** What this process knows of others, whatever the credential. Tests reset it. */
export const sightings: Sightings = {
	/** When this process began, in epoch milliseconds: a token from before may be its own. */
	since: clock.now(),
	/** Whether it has ever found a token of another process: then it is not alone. */
	othersKnown: false,
	/** When several processes shared a credential, by a note that was stored with a token. */
	sharedAt: undefined,
	ownTokens: new Set(),
};

/** This process has requested a token, for whatever credential. */
export function noteOwnToken(token: string): void {
	const { ownTokens } = sightings;
	if (ownTokens.size >= MOST_CACHES) ownTokens.clear();
	ownTokens.add(token);
}
