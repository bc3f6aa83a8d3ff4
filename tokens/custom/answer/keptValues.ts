import { Failure } from '../../http/failure';
import { jwtClaims } from '../../provider/expiry';
import type { ApiResponse } from '../../provider/provider';
import type { KeptValue } from '../description';
import { leavesOf, openAnswer, type Answer, type Context } from './answer';
import { bareToken } from './automatic';
import { findAtPath, readAround, textBetween } from './path';
import { describePlaces } from './places';

/** Characters. Servers take no more than 8 kB of headers (nginx, Apache). */
const LONGEST = 8_192;
/** What failures call an answer. */
const ANSWERS = { login: 'the login', first: 'the first request' };

/** The answers that values are kept of. */
export interface Answers {
	login: ApiResponse;
	first?: ApiResponse;
}

/**
 * Reads values that later requests need, such as a CSRF token. Numbers and booleans become text. Throws a Failure that names
 * the row where a value is missing, and lists the places in that answer.
 *
 * @param token the token of the login's answer, whose claims count before those of other JWTs
 * @returns the values by name
 */
export function readKeptValues(
	kept: readonly KeptValue[],
	answers: Answers,
	context: Context & { token?: string },
): Record<string, string> {
	const opened = new Map<ApiResponse, Answer>();
	const open = (response: ApiResponse) => {
		const answer = opened.get(response) ?? openAnswer(response);
		opened.set(response, answer);
		return answer;
	};
	const entries = kept.map((row) => {
		const response = answers[row.answer];
		if (response === undefined) {
			throw wrong(row, 'is of the first request, which there is none of', {
				advice: "Add 'First Request' under 'Settings'",
			});
		}
		return [row.name, readKept(row, open(response), context)];
	});
	return Object.fromEntries(entries) as Record<string, string>;
}

function readKept(row: KeptValue, answer: Answer, context: Context & { token?: string }): string {
	const value = valueOf(row, answer, context.token);
	const isExact = typeof value !== 'number' || Number.isSafeInteger(value) || value % 1 !== 0;
	const isPlain = ['string', 'number', 'boolean'].includes(typeof value) && isExact;
	const text = isPlain ? String(value).trim() : '';
	const place = `the answer to ${ANSWERS[row.answer]}`;
	if (text === '') {
		const problem = value === undefined || value === '' ? 'was not found' : 'is not text';
		throw wrong(row, `${problem} in ${place}`, {
			advice: `${describePlaces(answer, context)}. Check 'From' and 'Path' of this value`,
			status: answer.response.status,
		});
	}
	if (text.length > LONGEST || /\p{Cc}/u.test(text))
		throw wrong(row, `cannot be sent: in ${place} it is too long or holds a line break`, {
			advice: "Check 'From' and 'Path' of this value",
		});
	return text;
}

function valueOf({ from, path }: KeptValue, answer: Answer, token?: string): unknown {
	const { json, response, cookies } = answer;
	const name = path.trim();
	if (from === 'json') return findAtPath(json, name)?.value;
	if (from === 'header') return response.headers[name.toLowerCase()];
	if (from === 'cookie') return cookies.find((cookie) => cookie.name === name)?.value;
	if (from === 'jwt') return claimAt(name, jwtsIn(answer, token));
	const around = readAround(path);
	return around && textBetween(response.text, around);
}

/** The claim of the first JWT that has it. */
function claimAt(path: string, jwts: readonly string[]): unknown {
	for (const jwt of jwts) {
		const found = findAtPath(jwtClaims(jwt), path);
		if (found !== undefined) return found.value;
	}
	return undefined;
}

/** Texts that may be JWTs: the token first, then in the JSON, the cookies and the headers. */
function jwtsIn({ json, response, cookies }: Answer, token = ''): string[] {
	const leaves = leavesOf(json).map(({ value }) => value);
	const texts = [
		...[token, ...leaves, ...cookies.map(({ value }) => value)],
		...[...Object.values(response.headers), response.text],
	];
	return texts
		.filter((text) => typeof text === 'string')
		.map(bareToken)
		.filter((text) => /^[\w-]+\.[\w-]+\.[\w-]*$/.test(text));
}

/** @param problem continues "'csrf' under 'Kept Values' …" */
function wrong(
	{ name }: KeptValue,
	problem: string,
	details: { advice?: string; status?: number },
): Failure {
	return new Failure('BAD_RESPONSE', `'${name}' under 'Kept Values' ${problem}`, {
		outcomeUnknown: true,
		...details,
	});
}
