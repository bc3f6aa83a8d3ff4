import { createHash } from 'node:crypto';

import { isWithin } from '../../cache/renewal';
import type { ApiResponse } from '../../provider/provider';
import { MOST_SECRETS, SECRET_BLOCKED, WRONG_CODES_IN_A_ROW } from '../../tuning';
import type { RocketChatLogin } from '../provider';
import type { Method } from './challenge';

interface Rejections {
	/** How many in a row. */
	count: number;
	/** When the last one came, in epoch milliseconds. */
	at: number;
	response: ApiResponse;
}

/** By the hash of what the codes were made from. */
const rejections = new Map<string, Rejections>();

/**
 * Remembers in this process, for an hour, that the codes of a credential's TOTP secret or its password are rejected.
 * Accounts lock after wrong codes, and a trigger would send one at every poll. Codes that a user typed don't count.
 */
export class RejectedSecret {
	private readonly key: string;

	constructor({ baseUrl, userId, totpSecret, password }: RocketChatLogin, method: Method) {
		const secret = method === 'totp' ? totpSecret : password;
		const whole = JSON.stringify([baseUrl, userId, method, secret]);
		this.key = createHash('sha256').update(whole).digest('hex');
	}

	/** The response to the last code, where no more codes may be sent; else undefined. `now` is in epoch milliseconds. */
	lastRejection(now: number): ApiResponse | undefined {
		const last = rejections.get(this.key);
		const isBlocked =
			last && last.count >= WRONG_CODES_IN_A_ROW && isWithin(last.at, SECRET_BLOCKED, now);
		return isBlocked ? last.response : undefined;
	}

	/** Notes that a code was rejected. */
	rejected(response: ApiResponse, now: number): void {
		const last = rejections.get(this.key);
		const count = last && isWithin(last.at, SECRET_BLOCKED, now) ? last.count + 1 : 1;
		if (rejections.size >= MOST_SECRETS) rejections.clear();
		rejections.set(this.key, { count, at: now, response });
	}

	/** Notes that a code was accepted. */
	accepted(): void {
		rejections.delete(this.key);
	}
}
