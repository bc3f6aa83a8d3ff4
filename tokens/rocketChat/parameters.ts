import { Failure } from '../http/failure';
import { readOptions } from '../operations/outputPolicy';
import type { Parameters } from '../operations/parameters';
import { TWO_FACTOR_METHODS, type TwoFactor } from './client/codes';

/** A century: longer than anyone waits, and still within what a Date can hold. */
const MOST_DAYS = 36_500;

// Every function here reads one parameter of an item, and throws a Failure that names the parameter if it is wrong.

/** A text that is not blank. */
export function readText(context: Parameters, item: number, name: string, label: string): string {
	const value: unknown = context.getNodeParameter(name, item, '', { extractValue: true });
	if (typeof value !== 'string') {
		throw new Failure('INVALID_INPUT', `'${label}' is not text`, {
			advice: 'If it is an expression, make it return text',
		});
	}
	if (value.trim() === '') {
		throw new Failure('INVALID_INPUT', `'${label}' is empty`, { advice: 'Fill it in' });
	}
	if (/\p{Cs}/u.test(value))
		throw new Failure('INVALID_INPUT', `'${label}' contains an invalid character`);
	return value;
}

/** The name of a token, typed or picked from the list. */
export function readTokenName(context: Parameters, item: number): string {
	return readText(context, item, 'tokenName', 'Token Name');
}

/** Whether a new token may be used without two-factor codes. */
export function readBypass(context: Parameters, item: number): boolean {
	const { bypassTwoFactor = false } = readOptions(context, item);
	return onOrOff(bypassTwoFactor, 'Bypass Two-Factor');
}

function onOrOff(value: unknown, label: string): boolean {
	if (typeof value === 'boolean') return value;
	throw new Failure('INVALID_INPUT', `'${label}' must be on or off`);
}

/** The age in days from which a token is replaced: 0 to 36,500. */
export function readDays(context: Parameters, item: number): number {
	const days: unknown = context.getNodeParameter('olderThanDays', item, 30);
	if (typeof days === 'number' && days >= 0 && days <= MOST_DAYS) return days;
	throw new Failure('INVALID_INPUT', `'Older Than (Days)' must be a number from 0 to ${MOST_DAYS}`);
}

/** The most entries of a list to output; undefined: all of them. */
export function readLimit(context: Parameters, item: number): number | undefined {
	if (onOrOff(context.getNodeParameter('returnAll', item, false), 'Return All')) return undefined;
	const limit: unknown = context.getNodeParameter('limit', item, 50);
	if (typeof limit === 'number' && Number.isInteger(limit) && limit >= 1) return limit;
	throw new Failure('INVALID_INPUT', "'Limit' must be a whole number, 1 or more");
}

/** How to answer where the server asks for a second factor. The code is trimmed, unless it is a password. */
export function readTwoFactor(context: Parameters, item: number): TwoFactor {
	const { twoFactorMethod = 'automatic', twoFactorCode } = readOptions(context, item);
	const method = TWO_FACTOR_METHODS.find((known) => known === twoFactorMethod);
	if (method === undefined) {
		throw new Failure(
			'INVALID_INPUT',
			`'Two-Factor Method' must be one of: ${TWO_FACTOR_METHODS.join(', ')}`,
		);
	}
	const given: unknown = twoFactorCode ?? '';
	// An expression may return a code as a number, without its leading zeros. A password keeps its length.
	const digits = method === 'password' ? 0 : 6;
	const code = typeof given === 'number' ? String(given).padStart(digits, '0') : given;
	if (typeof code !== 'string') throw new Failure('INVALID_INPUT', "'Two-Factor Code' is not text");
	// A password is sent as its digest, so it may hold any character. Any other code goes into a header as it is.
	if (method === 'password') return { method, code };
	// Apps and emails show a code in two groups.
	const trimmed = code.trim().replace(/^(\d{3})[ -](\d{3})$/, '$1$2');
	if (/^[\x21-\x7e]*$/.test(trimmed)) return { method, code: trimmed };
	throw new Failure(
		'INVALID_INPUT',
		"'Two-Factor Code' holds a space, a line break or another character that no code has",
		{ advice: "If it is the account's password, set 'Two-Factor Method' to 'Password'" },
	);
}
