import type { LoginDetails } from '../../provider/provider';
import type { StoredToken } from './responses';

/** More names than anybody uses at a time. */
const MOST = 10_000;
/** Milliseconds by which the server's clock may differ. */
const SKEW = 300_000;

/** When a token may have been made, in epoch milliseconds; `old`: what the list said of the one before. */
interface Lost {
	old?: number;
	from: number;
	until: number;
}

interface Known {
	/** When this process last made it. */
	madeAt?: number;
	/** It may have been made while the answer never came: nobody has it. */
	lost?: Lost;
}

const known = new Map<string, Known>();
const turns = new Map<string, Promise<unknown>>();

/**
 * What a process knows of one token by its name, whichever node, trigger or execution learnt it: no secret. Lists are
 * read once in an execution, and do not tell what others have done since.
 */
export class TokenTrace {
	/** Whose token, and of what name. */
	readonly identity: string;

	constructor({ baseUrl, details: { userId } }: LoginDetails, tokenName: string) {
		this.identity = JSON.stringify([baseUrl, userId, tokenName]);
	}

	/** When it was last made here, in epoch milliseconds; undefined: not known. */
	get madeAt(): number | undefined {
		return known.get(this.identity)?.madeAt;
	}

	/** Notes that it was made. */
	made(at: number): void {
		this.keep({ madeAt: at });
	}

	/** Notes that it may have been made, with no answer. */
	lose(lost: Lost): void {
		this.keep({ lost });
	}

	/** Whether this entry of the list is a token that nobody has; not one that was made since. */
	isLost({ createdAt }: StoredToken): boolean {
		const lost = known.get(this.identity)?.lost;
		if (lost === undefined || createdAt === undefined) return lost !== undefined;
		return (
			createdAt !== lost.old && createdAt >= lost.from - SKEW && createdAt <= lost.until + SKEW
		);
	}

	/**
	 * Who finds it old at the same time would make it twice, and the second would end what the first got.
	 *
	 * @param wait waits for who came before; where that throws, `work` is not begun
	 */
	async inTurn<T>(
		work: () => Promise<T>,
		wait = async (before: Promise<unknown>) => await before,
	): Promise<T> {
		const before = turns.get(this.identity);
		const turn = (async () => {
			if (before) await wait(before);
			return await work();
		})();
		const over = Promise.allSettled([before, turn]);
		turns.set(this.identity, over);
		void over.then(() => turns.get(this.identity) === over && turns.delete(this.identity));
		return await turn;
	}

	private keep(now: Known): void {
		if (known.size >= MOST) known.clear();
		known.set(this.identity, now);
	}
}
