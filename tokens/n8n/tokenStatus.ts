import { renewAt } from '../cache/renewal';
import type { RenewalSettings } from '../provider/fieldReader';
import type { TokenResponse } from '../provider/provider';

/**
 * What the credential's dialog says about its token. It holds no secret, and nothing ever reads it: in n8n 1.123 a user
 * can change it.
 *
 * @param now epoch milliseconds
 */
export function tokenStatus(token: TokenResponse, policy: RenewalSettings, now: number): string {
	const { expiresAt, found } = token;
	const due = renewAt(token, policy);
	const validity = expiresAt === null ? 'no expiry is known' : `valid until ${minute(expiresAt)}`;
	const renewal = due === null ? 'renewed once it is refused' : `renewed from ${minute(due)} on`;
	const where = found?.where === undefined ? '' : `${found.where}; `;
	const hint = found?.hint === undefined ? '' : `. ${found.hint}`;
	return `As of ${minute(now)}: ${where}${validity}, ${renewal}${hint}`;
}

/** A time to the minute, as people read it. */
function minute(time: number): string {
	return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
