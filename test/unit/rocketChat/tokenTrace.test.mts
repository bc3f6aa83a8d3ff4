import type { ApiResponse, LoginDetails } from '../../../tokens/provider/provider';
import type { StoredToken } from '../../../tokens/rocketChat/client/responses';
import { isLost } from '../../../tokens/rocketChat/client/outcome';
import { RejectedSecret } from '../../../tokens/rocketChat/client/rejectedSecret';
import { TokenTrace } from '../../../tokens/rocketChat/client/tokenTrace';
import { gate } from '../../support/simulators/simulator.mts';

const HOUR = 3_600_000;

let users = 0;
let signIn: LoginDetails;
let details: Record<string, string>;

/** Each test has a user of its own, for what is remembered is remembered by the process. */
beforeEach(() => {
	users += 1;
	details = { userId: `user-${users}`, totpSecret: 'ABC', password: 'invented' };
	signIn = { baseUrl: 'https://chat.example.com', details } as unknown as LoginDetails;
});

const entry = (createdAt: number | undefined, tokenName = 'nightly'): StoredToken =>
	({ tokenName, createdAt }) as StoredToken;
const other = (changes: Record<string, string>): LoginDetails =>
	({ ...signIn, details: { ...details, ...changes } }) as LoginDetails;

describe('what a process knows of a token', () => {
	const trace = (name = 'nightly', whose = signIn) => new TokenTrace(whose, name);

	test('is nothing at first', () => {
		expect(trace().madeAt).toBeUndefined();
		expect(trace().isLost(entry(1))).toBe(false);
		expect(trace().isLost(entry(undefined))).toBe(false);
	});

	test('is when it was made, for that user and name alone', () => {
		trace().made(5_000);
		expect(trace().madeAt).toBe(5_000);
		expect(trace('other').madeAt).toBeUndefined();
		expect(trace('nightly', other({ userId: 'somebody' })).madeAt).toBeUndefined();
		expect(trace('nightly', { ...signIn, baseUrl: 'https://x' }).madeAt).toBeUndefined();
	});

	test('is that nobody has it, until another is made, here or elsewhere', () => {
		trace().made(1_000);
		trace().lose({ old: 1_000, from: 5_000, until: 6_000 });
		expect(trace().madeAt).toBeUndefined();
		expect(trace().isLost(entry(5_000))).toBe(true);
		expect(trace().isLost(entry(1_000))).toBe(false);
		expect(trace().isLost(entry(5_000 - 300_001))).toBe(false);
		expect(trace().isLost(entry(5_000 - 300_000))).toBe(true);
		expect(trace().isLost(entry(6_000 + 300_000))).toBe(true);
		expect(trace().isLost(entry(6_000 + 300_001))).toBe(false);
		trace().made(7_000);
		expect(trace().isLost(entry(5_000))).toBe(false);
	});

	test('is that nobody has what is there, where the list does not tell when it was made', () => {
		trace().lose({ from: 5_000, until: 6_000 });
		expect(trace().isLost(entry(undefined))).toBe(true);
	});

	test('is forgotten where it has been ten thousand others', () => {
		trace().made(5_000);
		for (let n = 0; n < 10_000; n += 1) trace(`n-${n}`).made(n);
		expect(trace().madeAt).toBeUndefined();
		expect(trace('n-9999').madeAt).toBe(9_999);
		expect(trace('n-9998').madeAt).toBe(9_998);
	});

	test('lets one at a time look at it and make it, also after one that failed', async () => {
		const first = gate();
		const steps: string[] = [];
		const work = (name: string, wait?: Promise<void>) => async () => {
			steps.push(`${name} begins`);
			await wait;
			steps.push(`${name} ends`);
			if (name === 'first') throw new Error('failed');
			return name;
		};
		const doing = [
			trace().inTurn(work('first', first.wait)),
			trace().inTurn(work('second')),
			trace('other').inTurn(work('other')),
		];
		await doing[2];
		expect(steps).toEqual(['first begins', 'other begins', 'other ends']);
		first.open();
		const [failed, second] = await Promise.allSettled(doing);
		expect(failed.status).toBe('rejected');
		expect(second).toEqual({ status: 'fulfilled', value: 'second' });
		expect(steps.slice(3)).toEqual(['first ends', 'second begins', 'second ends']);
		expect(await trace().inTurn(work('third'))).toBe('third');
	});

	test('passes over who does not wait any longer, and goes on in turn', async () => {
		const first = gate();
		const begun: string[] = [];
		const work = (name: string) => async () => {
			begun.push(name);
			if (name === 'first') await first.wait;
			return name;
		};
		const stopped = async () => await Promise.reject(new Error('stopped'));
		const one = trace().inTurn(work('first'));
		await expect(trace().inTurn(work('second'), stopped)).rejects.toThrow('stopped');
		const third = trace().inTurn(work('third'));
		await new Promise(setImmediate);
		expect(begun).toEqual(['first']);
		first.open();
		expect(await Promise.all([one, third])).toEqual(['first', 'third']);
		expect(begun).toEqual(['first', 'third']);
	});
});

test.each<[StoredToken | undefined, Parameters<typeof isLost>[1], boolean]>([
	[undefined, 'absent', false],
	[entry(1), 'absent', false],
	[entry(1), 'unknown', true],
	[undefined, 'signed out', true],
	[entry(1), entry(1), false],
	[entry(1), entry(2), true],
	[undefined, entry(2), true],
])('from %j to %j: %j that a token was made which nobody has', (before, now, lost) => {
	expect(isLost(before, now)).toBe(lost);
});

describe('a secret whose codes are refused', () => {
	const answer = { status: 400, text: 'refused' } as ApiResponse;
	const secret = (method: 'totp' | 'password' = 'totp', whose = signIn) =>
		new RejectedSecret(whose, method);

	test('is not used any more after the second time in a row, for an hour', () => {
		secret().refused(answer, 0);
		expect(secret().answer(1)).toBeUndefined();
		secret().refused(answer, 1_000);
		expect(secret().answer(1_001)).toBe(answer);
		expect(secret().answer(1_000 + HOUR - 1)).toBe(answer);
		expect(secret().answer(1_000 + HOUR)).toBeUndefined();
		secret().refused(answer, 1_000 + HOUR);
		expect(secret().answer(1_001 + HOUR)).toBeUndefined();
	});

	test('is as good as new after a code that was accepted', () => {
		secret().refused(answer, 0);
		secret().accepted();
		secret().refused(answer, 1);
		expect(secret().answer(2)).toBeUndefined();
	});

	test('is one secret of one user for one method', () => {
		for (const at of [0, 1]) secret().refused(answer, at);
		expect(secret().answer(2)).toBe(answer);
		expect(secret('totp', other({ password: 'changed' })).answer(2)).toBe(answer);
		expect(secret('password').answer(2)).toBeUndefined();
		expect(secret('totp', other({ totpSecret: 'DEF' })).answer(2)).toBeUndefined();
		expect(secret('totp', other({ userId: 'somebody' })).answer(2)).toBeUndefined();
	});

	test('is forgotten where it has been a thousand others', () => {
		for (const at of [0, 1]) secret().refused(answer, at);
		for (let n = 0; n < 1_000; n += 1)
			for (const at of [0, 1]) secret('totp', other({ userId: `n-${n}` })).refused(answer, at);
		expect(secret().answer(2)).toBeUndefined();
		expect(secret('totp', other({ userId: 'n-999' })).answer(2)).toBe(answer);
		expect(secret('totp', other({ userId: 'n-998' })).answer(2)).toBe(answer);
	});
});
