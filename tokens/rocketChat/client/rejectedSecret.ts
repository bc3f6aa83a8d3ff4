import { createHash } from 'node:crypto';

import type { ApiResponse, LoginDetails } from '../../provider/provider';
import { isWithin } from '../../cache/renewal';
import type { Method } from './challenge';

const HOUR = 3_600_000;
/** How often what a credential makes codes of may be refused in a row. */
const MOST_IN_A_ROW = 2;
/** More credentials than anybody has. */
const MOST = 1_000;

interface Refusals {
	count: number;
	at: number;
	answer: ApiResponse;
}

/** By what the codes were made of, hashed. */
const refusals = new Map<string, Refusals>();

/**
 * Accounts lock after wrong codes, and a trigger would send one at every poll: so a process remembers for an hour that
 * the codes of a credential's TOTP secret, or its password, are refused. What a user typed is not remembered.
 */
export class RejectedSecret {
	private readonly key: string;

	constructor({ baseUrl, details }: LoginDetails, method: Method) {
		const { userId, totpSecret, password } = details;
		const secret = method === 'totp' ? totpSecret : password;
		const whole = JSON.stringify([baseUrl, userId, method, secret]);
		this.key = createHash('sha256').update(whole).digest('hex');
	}

	/** The server's answer to the last of its codes, where no more of them are to be sent. */
	answer(now: number): ApiResponse | undefined {
		const last = refusals.get(this.key);
		const holds = last && last.count >= MOST_IN_A_ROW && isWithin(last.at, HOUR, now);
		return holds ? last.answer : undefined;
	}

	refused(answer: ApiResponse, now: number): void {
		const last = refusals.get(this.key);
		const count = last && isWithin(last.at, HOUR, now) ? last.count + 1 : 1;
		if (refusals.size >= MOST) refusals.clear();
		refusals.set(this.key, { count, at: now, answer });
	}

	accepted(): void {
		refusals.delete(this.key);
	}
}
