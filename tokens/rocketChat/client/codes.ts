import { createHash } from 'node:crypto';

import type { HttpClient } from '../../provider/provider';
import { STEP, timeLeft, totp } from '../../provider/totp';
import { CODE_TOO_NEW, CODE_TOO_OLD } from '../../tuning';
import type { RocketChatLogin } from '../provider';
import { METHODS, type Method } from './challenge';

/** What a user can choose. `automatic` follows what the server asks for. */
export const TWO_FACTOR_METHODS = ['automatic', ...METHODS] as const;

/** What the user chose for this run. */
export interface TwoFactor {
	method: (typeof TWO_FACTOR_METHODS)[number];
	/** The code that the user typed, or ''. */
	code: string;
}

/** A code to send. */
export interface Code {
	method: Method;
	value: string;
	/** The time it was made for, in epoch milliseconds; undefined for a code that does not depend on the time. */
	madeFor?: number;
	/** Whether it was made from what the credential holds. */
	fromCredential: boolean;
}

/** The code of a method at a time in epoch milliseconds; undefined where there is none. */
export function makeCode(
	method: Method,
	choice: TwoFactor,
	{ totpSecret, password }: Pick<RocketChatLogin, 'totpSecret' | 'password'>,
	now: number,
): Code | undefined {
	const isFor = choice.method === method || choice.method === 'automatic';
	const typed = isFor && choice.code !== '' ? choice.code : undefined;
	if (method === 'password') {
		// With 'automatic', a typed code is more likely of one of the other two kinds.
		if (typed !== undefined && (choice.method === 'password' || password === ''))
			return { method, value: passwordDigest(typed), fromCredential: false };
		if (password === '') return undefined;
		return { method, value: sha256(password), fromCredential: true };
	}
	if (typed !== undefined) return { method, value: typed, fromCredential: false };
	const value = method === 'totp' ? totp(totpSecret, now) : undefined;
	return value === undefined ? undefined : { method, value, madeFor: now, fromCredential: true };
}

/** Whether a code is valid only once. The password, and the code an app shows for half a minute, can be used again. */
export function isSingleUse({ method, value }: Code): boolean {
	return method === 'email' || (method === 'totp' && !/^\d{6}$/.test(value));
}

/** Waits until clocks that differ by a second agree on the time-based code (RFC 6238, 5.2). */
export async function waitForStableCode(http: HttpClient): Promise<void> {
	const left = timeLeft(http.now());
	const tooNew = CODE_TOO_NEW - (STEP - left);
	if (left < CODE_TOO_OLD) await http.sleep(left + CODE_TOO_NEW);
	else if (tooNew > 0) await http.sleep(tooNew);
}

/** Rocket.Chat takes the password as its SHA-256, never itself. A user may have typed that digest already. */
function passwordDigest(typed: string): string {
	return /^[0-9a-f]{64}$/i.test(typed) ? typed.toLowerCase() : sha256(typed);
}

function sha256(text: string): string {
	return createHash('sha256').update(text, 'utf8').digest('hex');
}
