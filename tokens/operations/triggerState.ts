import type { IDataObject } from 'n8n-workflow';

import { fingerprint } from '../provider/presentation';

/** So many tokens and failures are remembered: more than come by turns. */
const MOST = 10;

/** One poll: by hand to try the workflow, or in its turn. */
export interface PollContext {
	/** True: whatever is there is output, without renewing it, and nothing is remembered. */
	byHand: boolean;
	/** How long it may be until the next poll, in milliseconds. */
	interval: number;
	state: TriggerState;
}

/**
 * What a trigger keeps in n8n: fingerprints and times, for whoever reads the database or a workflow reads this. n8n
 * saves it when the trigger starts a workflow, and at no other time.
 */
export class TriggerState {
	constructor(private readonly data: IDataObject) {}

	/** The time between polls when something was last output, in milliseconds; 0: not known. */
	get interval(): number {
		const { interval } = this.data;
		return typeof interval === 'number' && interval > 0 ? interval : 0;
	}

	set interval(interval: number) {
		this.data.interval = interval;
	}

	/** Whether a token, by its fingerprint, is output for the first time; from now on it is not. */
	isNew(token: string): boolean {
		return this.isFirst('emitted', token);
	}

	/** Whether a failure to renew this token is told for the first time; from now on it is not. */
	isNewFailure(token: string, reason: string): boolean {
		// Times and numbers of a request differ from poll to poll; a status, in brackets, makes another reason.
		const lasting = reason.replace(/\(\d{3}\)|\d+/g, (found) => (found[0] === '(' ? found : '#'));
		return this.isFirst('failures', fingerprint(JSON.stringify([token, lasting])));
	}

	/** When this trigger last made the token that is meant, in epoch milliseconds; undefined: never. */
	madeAt(meant: string): number | undefined {
		const { made, madeAt } = this.data;
		return made === fingerprint(meant) && typeof madeAt === 'number' ? madeAt : undefined;
	}

	/** Notes that the token that is meant was made. */
	made(meant: string, at: number): void {
		this.data.made = fingerprint(meant);
		this.data.madeAt = at;
	}

	private isFirst(list: 'emitted' | 'failures', entry: string): boolean {
		const kept = this.data[list];
		const known = Array.isArray(kept) ? kept.filter((value) => typeof value === 'string') : [];
		if (known.includes(entry)) return false;
		this.data[list] = [...known, entry].slice(-MOST);
		return true;
	}
}
