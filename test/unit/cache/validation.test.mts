import { TokenValidation, type CheckResult } from '../../../tokens/cache/validation';
import type { PresentedToken } from '../../../tokens/provider/provider';
import { gate } from '../../support/simulators/simulator.mts';

const START = Date.UTC(2026, 0, 1);
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const TOKEN: PresentedToken = { accessToken: 'a-token', userId: 'user-1', accountId: null };
const OTHER: PresentedToken = { accessToken: 'another-token', userId: 'user-1', accountId: null };

let now: number;
let check: TokenValidation;
/** What the cheap call was made with. */
let probes: PresentedToken[];
/** What it says of the tokens that are known, and of those that are made up. */
let said: Record<string, CheckResult>;
let madeUp: CheckResult;
let pauses: number[];

const probe = async (token: PresentedToken): Promise<CheckResult> => {
	probes.push(token);
	return await Promise.resolve(said[token.accessToken] ?? madeUp);
};
const wait = async (milliseconds: number): Promise<void> => {
	pauses.push(milliseconds);
	await Promise.resolve();
};
const anew = async (token = TOKEN) => await check.judgeAnew(token, probe, wait);
const judge = async (token = TOKEN) => await check.judge(token, probe);

beforeEach(() => {
	now = START;
	check = new TokenValidation(() => now);
	probes = [];
	pauses = [];
	said = { 'a-token': 'accepted', 'another-token': 'accepted' };
	madeUp = 'refused';
});

describe('a verdict', () => {
	test('good: the check accepts the token and refuses a made-up one of the same user', async () => {
		expect(await judge()).toBe('good');
		expect(probes).toHaveLength(2);
		expect(probes[0]).toBe(TOKEN);
		expect(probes[1].userId).toBe('user-1');
		expect(probes[1].accessToken).toMatch(/^[0-9a-f]{64}$/);
	});

	test('made-up tokens are different ones', async () => {
		madeUp = 'accepted';
		await judge();
		now += MINUTE;
		await judge();
		expect(probes).toHaveLength(4);
		expect(probes[1].accessToken).not.toBe(probes[3].accessToken);
	});

	test('doubtful: the check accepts anything', async () => {
		madeUp = 'accepted';
		expect(await judge()).toBe('doubtful');
	});

	test('suspect: the token is refused, but no token was seen to be accepted', async () => {
		said['a-token'] = 'refused';
		expect(await judge()).toBe('suspect');
		expect(probes).toEqual([TOKEN]);
	});

	test('refused: and the last token just obtained was accepted', async () => {
		await check.learnFrom(OTHER, probe);
		said['a-token'] = 'refused';
		expect(await judge()).toBe('refused');
	});

	test.each(['a-token', 'made up'])('unknown: the check of a token (%s) broke', async (which) => {
		if (which === 'a-token') said['a-token'] = 'broken';
		else madeUp = 'broken';
		expect(await judge()).toBe('unknown');
	});

	test('a check that broke on the made-up token is asked about one again', async () => {
		madeUp = 'broken';
		await judge();
		madeUp = 'refused';
		now += SECOND;
		expect(await judge()).toBe('good');
		expect(probes).toHaveLength(4);
	});

	test('that a made-up token is refused is known from then on', async () => {
		await judge();
		now += 100 * MINUTE;
		expect(await judge()).toBe('good');
		expect(probes).toHaveLength(3);
	});

	test('that one is accepted is believed for a minute', async () => {
		madeUp = 'accepted';
		await judge();
		madeUp = 'refused';
		now += MINUTE - 1;
		expect(await judge()).toBe('doubtful');
		expect(probes).toHaveLength(3);
		now += SECOND;
		expect(await judge()).toBe('good');
	});
});

describe('many who ask', () => {
	test('at once share one call', async () => {
		const open = gate();
		const slow = async (token: PresentedToken) => {
			await open.wait;
			return await probe(token);
		};
		const verdicts = Promise.all(Array.from({ length: 20 }, () => check.judge(TOKEN, slow)));
		open.open();
		expect(await verdicts).toEqual(Array(20).fill('good'));
		expect(probes).toHaveLength(2);
	});

	test('about different tokens each get their own', async () => {
		said['another-token'] = 'refused';
		const open = gate();
		const slow = async (token: PresentedToken) => {
			await open.wait;
			return await probe(token);
		};
		const verdicts = Promise.all([check.judge(TOKEN, slow), check.judge(OTHER, slow)]);
		open.open();
		expect(await verdicts).toEqual(['good', 'suspect']);
		// The first to end does not end the other's turn.
		now += SECOND;
		expect(await judge()).toBe('good');
	});

	test('about two tokens by turns make no more calls than about each of them', async () => {
		for (let turn = 0; turn < 10; turn += 1) {
			expect(await judge()).toBe('good');
			expect(await judge(OTHER)).toBe('good');
		}
		// And one with a made-up token.
		expect(probes).toHaveLength(3);
		await Promise.all([anew(), anew(OTHER), anew(), anew(OTHER)]);
		expect(probes).toHaveLength(5);
	});

	test('within a second of the verdict get it again', async () => {
		await judge();
		said['a-token'] = 'refused';
		now += SECOND - 1;
		expect(await judge()).toBe('good');
		now += 1;
		expect(await judge()).toBe('suspect');
		expect(probes).toHaveLength(3);
	});

	test('about another token do not', async () => {
		await judge();
		said['another-token'] = 'refused';
		expect(await judge(OTHER)).toBe('suspect');
	});

	test('and believe no verdict of before get a new one', async () => {
		await judge();
		said['a-token'] = 'refused';
		expect(await check.judge(TOKEN, probe, 0)).toBe('suspect');
	});
});

describe('a check that throws', () => {
	test('is made again the next time', async () => {
		const thrown = new Error('invented');
		await expect(check.judge(TOKEN, async () => await Promise.reject(thrown))).rejects.toBe(thrown);
		expect(await judge()).toBe('good');
		now += SECOND;
		const stopped = check.judgeAnew(TOKEN, probe, async () => await Promise.reject(thrown));
		await expect(stopped).rejects.toBe(thrown);
		expect(await anew()).toBe('good');
	});
});

test('two tokens that are judged at once are compared with one made-up token', async () => {
	expect(await Promise.all([judge(), judge(OTHER)])).toEqual(['good', 'good']);
	expect(probes).toHaveLength(3);
});

describe('a verdict of after the question', () => {
	test('comes a fifth of a second later where there was none', async () => {
		expect(await anew()).toBe('good');
		expect(pauses).toEqual([200]);
	});

	test.each([
		[0, 1_000],
		[300, 700],
		[799, 201],
		[801, 200],
		[1_000, 200],
	])('%i ms after the last comes %i ms later', async (age, pause) => {
		await judge();
		now += age;
		said['a-token'] = 'refused';
		expect(await anew()).toBe('suspect');
		expect(pauses).toEqual([pause]);
	});

	test('waits for no verdict on another token', async () => {
		await judge(OTHER);
		await anew();
		expect(pauses).toEqual([200]);
	});

	test('is shared by all who ask before it is begun, and by none who asks later', async () => {
		const first = anew();
		expect(await Promise.all([first, anew(), anew()])).toEqual(['good', 'good', 'good']);
		expect(pauses).toHaveLength(1);
		expect(probes).toHaveLength(2);
		await anew();
		expect(pauses).toHaveLength(2);
	});

	test('is another for another token', async () => {
		said['another-token'] = 'refused';
		expect(await Promise.all([anew(), anew(OTHER)])).toEqual(['good', 'suspect']);
	});

	test('of a token that was asked about before another is shared by none who asks later', async () => {
		const first = anew();
		const second = anew(OTHER);
		await Promise.all([first, second]);
		await anew(OTHER);
		expect(pauses).toHaveLength(3);
	});
});

describe('what is learnt from a token just obtained', () => {
	test('the check accepts fresh tokens', async () => {
		expect([check.acceptsFresh, check.refusesFresh]).toEqual([false, false]);
		await check.learnFrom(TOKEN, probe);
		expect([check.acceptsFresh, check.refusesFresh]).toEqual([true, false]);
		expect(probes).toEqual([TOKEN]);
	});

	test('it does not, and its refusals are not believed any more', async () => {
		await check.learnFrom(TOKEN, probe);
		said['another-token'] = 'refused';
		await check.learnFrom(OTHER, probe);
		expect([check.acceptsFresh, check.refusesFresh]).toEqual([false, true]);
		expect(await judge(OTHER)).toBe('suspect');
	});

	test('nothing where the check breaks', async () => {
		await check.learnFrom(TOKEN, probe);
		said['another-token'] = 'broken';
		await check.learnFrom(OTHER, probe);
		expect(check.acceptsFresh).toBe(true);
	});

	test('nothing where another worker may have ended the token', async () => {
		await check.learnFrom(TOKEN, probe);
		said['another-token'] = 'refused';
		await check.learnFrom(OTHER, probe, true);
		expect(check.acceptsFresh).toBe(true);
		await check.learnFrom(TOKEN, probe, true);
		expect(check.acceptsFresh).toBe(true);
	});

	test('that it is good, where the check is known to refuse made-up ones', async () => {
		await judge();
		await check.learnFrom(OTHER, probe);
		expect(await judge(OTHER)).toBe('good');
		expect(probes).toHaveLength(3);
	});

	test.each(['accepted', 'broken'] as const)(
		'and not, where that is not known (made-up ones: %s)',
		async (how) => {
			madeUp = how;
			await judge();
			await check.learnFrom(OTHER, probe);
			madeUp = 'refused';
			now += MINUTE;
			expect(await judge(OTHER)).toBe('good');
			expect(probes).toHaveLength(5);
		},
	);

	test('nothing of a token that is refused', async () => {
		await judge();
		said['another-token'] = 'refused';
		await check.learnFrom(OTHER, probe);
		expect(await judge(OTHER)).toBe('suspect');
	});
});
