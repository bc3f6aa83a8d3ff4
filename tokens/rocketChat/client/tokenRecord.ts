import { CREATION_TOLERANCE, MOST_TOKEN_NAMES } from '../../tuning';
import type { RocketChatLogin } from '../provider';
import type { ListedToken } from './responses';

/** When a token may have been created that never arrived, in epoch milliseconds. */
interface LostToken {
	/** When the list said that the token before it was created. */
	previous?: number;
	from: number;
	until: number;
}

interface Known {
	/** When this process last created the token. */
	createdAt?: number;
	lost?: LostToken;
}

const known = new Map<string, Known>();
const running = new Map<string, Promise<unknown>>();

/**
 * What this process knows of one token by its name, whichever node, trigger or execution found it out. An execution reads
 * the list of tokens once, and that list does not show what others have done since. No secret is kept.
 */
export class TokenRecord {
	/** Whose token, and its name. */
	readonly identity: string;

	constructor({ baseUrl, userId }: Pick<RocketChatLogin, 'baseUrl' | 'userId'>, tokenName: string) {
		this.identity = JSON.stringify([baseUrl, userId, tokenName]);
	}

	/** When this process last created it, in epoch milliseconds; undefined: not known. */
	get createdAt(): number | undefined {
		return known.get(this.identity)?.createdAt;
	}

	/** Notes that it was created. */
	created(at: number): void {
		this.keep({ createdAt: at });
	}

	/** Notes that it may have been created, though no response arrived. */
	markLost(lost: LostToken): void {
		this.keep({ lost });
	}

	/** Whether a listed token is the one that never arrived. */
	isLost({ createdAt }: ListedToken): boolean {
		const lost = known.get(this.identity)?.lost;
		if (lost === undefined || createdAt === undefined) return lost !== undefined;
		return (
			createdAt !== lost.previous &&
			createdAt >= lost.from - CREATION_TOLERANCE &&
			createdAt <= lost.until + CREATION_TOLERANCE
		);
	}

	/**
	 * Runs `work` while no other work for this token runs in the process. Two that find the token old at the same time
	 * would both replace it, and the second would revoke what the first got.
	 *
	 * @param wait waits for the work before. Where it throws, `work` does not run
	 */
	async runExclusive<T>(
		work: () => Promise<T>,
		wait = async (before: Promise<unknown>) => await before,
	): Promise<T> {
		const before = running.get(this.identity);
		const mine = (async () => {
			if (before) await wait(before);
			return await work();
		})();
		const done = Promise.allSettled([before, mine]);
		running.set(this.identity, done);
		void done.then(() => running.get(this.identity) === done && running.delete(this.identity));
		return await mine;
	}

	private keep(now: Known): void {
		if (known.size >= MOST_TOKEN_NAMES) known.clear();
		known.set(this.identity, now);
	}
}
