import { isoTime } from '../../provider/timestamps';
import type { ListedToken } from './responses';

/**
 * What the list of tokens shows for a name, after a request to create a token got no clear response. `unknown`: the list
 * could not be read. `unauthenticated`: the server no longer accepts the credential's own token.
 */
export type Listed = ListedToken | 'absent' | 'unknown' | 'unauthenticated';

/** The request revoked the credential's own token, and its response never arrived. */
export const OWN_TOKEN_REVOKED =
	"The old token is gone. It was the token of this node's own credential: create another in Rocket.Chat's settings, and put it into 'Auth Token'";

/** Whether a token may have been created that nobody has. */
export function isTokenLost(before: ListedToken | undefined, now: Listed): boolean {
	if (typeof now !== 'object') return now !== 'absent';
	return before === undefined || before.createdAt !== now.createdAt;
}

/** What happened as far as the list shows it, and what to do: a sentence without its full stop. */
export function explainOutcome(
	verb: 'generate' | 'regenerate',
	before: ListedToken | undefined,
	now: Listed,
): string {
	if (now === 'unknown' || now === 'unauthenticated')
		return "It is not known whether a token was created: see 'Get Many' before you run this again";
	if (now === 'absent') {
		const none = 'Rocket.Chat lists no token of this name';
		if (verb === 'generate') return `${none}, so none was created: run this again`;
		return before === undefined
			? `${none}: check 'Token Name'`
			: "The old token is gone, and no new one is listed: create one with 'Generate'";
	}
	if (!isTokenLost(before, now)) return 'The old token is unchanged: run this again';
	const again = "'Regenerate' creates another in its place";
	const at = isoTime(now.createdAt ?? null);
	const created = at === null ? 'at an unknown time' : `at ${at}`;
	if (before)
		return `Rocket.Chat replaced it ${created}, but the new token never arrived: ${again}`;
	return `Rocket.Chat lists a token of this name, created ${created}: if that was just now, it never arrived, and ${again}`;
}
