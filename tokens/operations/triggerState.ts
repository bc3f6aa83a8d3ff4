import type { IDataObject } from 'n8n-workflow';

import { fingerprint } from '../provider/presentation';
import { MOST_EMITTED } from '../tuning';

/**
 * What a trigger keeps in n8n's static data: fingerprints and times, since anyone who can read the database or the workflow
 * can read it. n8n saves it when the trigger starts the workflow, and at no other time.
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

	/** Whether the token with this fingerprint has not been output yet. Notes that it is output now. */
	isNew(token: string): boolean {
		return this.isFirst('emitted', token);
	}

	/** Whether this failure to renew this token has not been output yet. Notes that it is output now. */
	isNewFailure(token: string, reason: string): boolean {
		// Times and other numbers differ from poll to poll. A status, in brackets, makes another reason.
		const lasting = reason.replace(/\(\d{3}\)|\d+/g, (found) => (found[0] === '(' ? found : '#'));
		return this.isFirst('failures', fingerprint(JSON.stringify([token, lasting])));
	}

	/** When this trigger last created the token of this identity, in epoch milliseconds; undefined: never. */
	createdAt(identity: string): number | undefined {
		const { made, madeAt } = this.data;
		return made === fingerprint(identity) && typeof madeAt === 'number' ? madeAt : undefined;
	}

	/** Notes that the token of this identity was created. Stored workflows depend on the keys. */
	created(identity: string, at: number): void {
		this.data.made = fingerprint(identity);
		this.data.madeAt = at;
	}

	private isFirst(list: 'emitted' | 'failures', entry: string): boolean {
		const kept = this.data[list];
		const known = Array.isArray(kept) ? kept.filter((value) => typeof value === 'string') : [];
		if (known.includes(entry)) return false;
		this.data[list] = [...known, entry].slice(-MOST_EMITTED);
		return true;
	}
}
