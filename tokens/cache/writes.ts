import { isWithin } from './renewal';
import type { CachedToken, StoredToken } from './storedToken';

const SECOND = 1_000;
const MINUTE = 60_000;
/** How many things that were written over are remembered. */
const MOST = 100;

/** Which request writes a session to the credential that does not hold it: n8n writes what a request returns. */
export class StoredWrites {
	/** When a session was last written, by what it was written over. */
	private readonly written = new Map<string, number>();

	constructor(private readonly now: () => number) {}

	/**
	 * Whether the session is to be written now. One request at a time does the writing: n8n gives a second try to none
	 * that does. Over a session of other details it is done at most once a minute: where the details are expressions,
	 * every item would write over the last one's.
	 */
	areDue({ response: { accessToken } }: CachedToken, stored: StoredToken): boolean {
		const held = stored.kind === 'own' ? stored.session.response.accessToken : stored.kind;
		if (stored.kind === 'own' && held === accessToken) return false;
		const span = stored.kind === 'foreign' ? MINUTE : SECOND;
		if (isWithin(this.written.get(held), span, this.now())) return false;
		if (this.written.size >= MOST) this.written.clear();
		this.written.set(held, this.now());
		return true;
	}
}
