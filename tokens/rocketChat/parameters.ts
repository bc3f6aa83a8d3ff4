import { Failure } from '../http/failure';
import type { Parameters } from '../operations/parameters';
import { TWO_FACTOR_METHODS, type TwoFactor } from './client/secondFactor';

/** A century: longer than anybody waits, and no trouble for a date. */
const MOST_DAYS = 36_500;

/** A text that must be there. */
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
	if (/\p{Cs}/u.test(value)) throw new Failure('INVALID_INPUT', `'${label}' contains an invalid character`);
	return value;
}

/** A token's name, typed or picked from the list. */
export function readTokenName(context: Parameters, item: number): string {
	return readText(context, item, 'tokenName', 'Token Name');
}

/** A switch that is off where it is not shown. */
export function readSwitch(
	context: Parameters,
	item: number,
	name: string,
	label: string,
): boolean {
	const value: unknown = context.getNodeParameter(name, item, false);
	if (typeof value !== 'boolean') throw new Failure('INVALID_INPUT', `'${label}' must be on or off`);
	return value;
}

/** The age in days from which a token is renewed. */
export function readDays(context: Parameters, item: number): number {
	const days: unknown = context.getNodeParameter('olderThanDays', item, 30);
	if (typeof days === 'number' && days >= 0 && days <= MOST_DAYS) return days;
	throw new Failure('INVALID_INPUT', `'Older Than (Days)' must be a number from 0 to ${MOST_DAYS}`);
}

/** How many entries of a list are wanted at most. */
export function readLimit(context: Parameters, item: number): number | undefined {
	if (readSwitch(context, item, 'returnAll', 'Return All')) return undefined;
	const limit: unknown = context.getNodeParameter('limit', item, 50);
	if (typeof limit === 'number' && Number.isInteger(limit) && limit >= 1) return limit;
	throw new Failure('INVALID_INPUT', "'Limit' must be a whole number, 1 or more");
}

/** How to answer where the server asks for a second factor. */
export function readTwoFactor(context: Parameters, item: number): TwoFactor {
	const chosen: unknown = context.getNodeParameter('twoFactorMethod', item, 'automatic');
	const method = TWO_FACTOR_METHODS.find((known) => known === chosen);
	if (method === undefined) {
		throw new Failure(
			'INVALID_INPUT',
			`'Two-Factor Method' must be one of: ${TWO_FACTOR_METHODS.join(', ')}`,
		);
	}
	const given: unknown = context.getNodeParameter('twoFactorCode', item, '') ?? '';
	// A code of digits may have lost its leading zeros; a password has none to lose.
	const digits = method === 'password' ? 0 : 6;
	const code = typeof given === 'number' ? String(given).padStart(digits, '0') : given;
	if (typeof code !== 'string') throw new Failure('INVALID_INPUT', "'Two-Factor Code' is not text");
	// The password as a code is sent as a digest; any other code stands in a header as it is.
	if (method === 'password') return { method, code };
	// As apps and emails show it, in two groups.
	const trimmed = code.trim().replace(/^(\d{3})[ -](\d{3})$/, '$1$2');
	if (/^[\x21-\x7e]*$/.test(trimmed)) return { method, code: trimmed };
	throw new Failure(
		'INVALID_INPUT',
		"'Two-Factor Code' holds a space, a line break or another character that no code has",
		{ advice: "If it is the account's password, set 'Two-Factor Method' to 'Password'" },
	);
}
