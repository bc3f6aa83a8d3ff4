import { sightings } from '../../tokens/cache/workers/sightings';

/** This process has just begun, and knows of no other. */
export function knowNobody(since = Date.now()): void {
	Object.assign(sightings, {
		since,
		othersKnown: false,
		sharedAt: undefined,
		ownTokens: new Set(),
	});
}
