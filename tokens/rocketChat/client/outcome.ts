import { isoTime } from '../../operations/tokenItem';
import type { StoredToken } from './responses';

/** What the list of tokens says of a name, after a request for a token got no clear answer. */
export type Seen = StoredToken | 'absent' | 'unknown' | 'signed out';

/** The answer that never came ended the credential's own token. */
export const OWN_ENDED =
	"The old token is gone, and it was the one of this node's own credential: make another in Rocket.Chat's settings, and put it into 'Auth Token'";

/** Whether a token may have been made that nobody has. */
export function isLost(before: StoredToken | undefined, now: Seen): boolean {
	if (typeof now !== 'object') return now !== 'absent';
	return before === undefined || before.createdAt !== now.createdAt;
}

/** What is known after a request for a token got no clear answer. */
export function whatBecame(
	verb: 'generate' | 'regenerate',
	before: StoredToken | undefined,
	now: Seen,
): string {
	if (now === 'unknown' || now === 'signed out')
		return "Whether a token was made is not known: see 'Get Many' before you run this again";
	if (now === 'absent') {
		const none = 'Rocket.Chat lists no token of this name';
		if (verb === 'generate') return `${none}, so none was made: run this again`;
		return before === undefined
			? `${none}: check 'Token Name'`
			: "The old token is gone, and no new one is listed: make one with 'Generate'";
	}
	if (!isLost(before, now)) return 'The old token is unchanged: run this again';
	const again = "'Regenerate' makes another in its place";
	const at = isoTime(now.createdAt ?? null);
	const made = at === null ? 'at an unknown time' : `at ${at}`;
	if (before) return `Rocket.Chat replaced it ${made}, but the new token never arrived: ${again}`;
	return `Rocket.Chat lists a token of this name, made ${made}: if it was made just now, it never arrived, and ${again}`;
}
