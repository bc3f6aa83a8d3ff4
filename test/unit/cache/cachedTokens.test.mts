import { CachedTokens } from '../../../tokens/cache/cachedTokens';
import type { TokenResponse } from '../../../tokens/provider/provider';
import type { CachedToken } from '../../../tokens/cache/storedToken';

const START = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;
const POLICY = { renewBefore: 0, maxAge: 0 };
const GET = { kind: 'get' } as const;
const USE = { kind: 'use' } as const;

let now: number;
let known: CachedTokens;

beforeEach(() => {
	now = START;
	known = new CachedTokens('digest', () => now);
});

afterEach(() => {
	jest.restoreAllMocks();
});

const grant = (accessToken: string, more: Partial<TokenResponse> = {}): TokenResponse => ({
	accessToken,
	issuedAt: now,
	obtainedAt: now,
	expiresAt: now + HOUR,
	userId: null,
	accountId: null,
	tokenName: null,
	refreshToken: null,
	refreshTokenExpiresAt: null,
	...more,
});

const stored = (accessToken: string, order: number): CachedToken => ({
	digest: 'digest',
	order,
	response: grant(accessToken),
});

describe('the newest session', () => {
	test('is that of the last login, in the order of logins', () => {
		const first = known.add(grant('one'));
		const second = known.add(grant('two'));
		expect(first).toEqual({ digest: 'digest', order: START, grant: grant('one') });
		expect(second.order).toBe(START + 1);
		expect(known.usable()).toBe(second);
	});

	test('is newer than those before, also after the clock was set back', () => {
		const first = known.add(grant('one'));
		now -= HOUR;
		expect(known.add(grant('two')).order).toBe(first.order + 1);
	});

	test('is a stored one only where that is newer', () => {
		const own = known.add(grant('own'));
		expect(known.adopt(stored('older', own.order - 1))).toBe(false);
		expect(known.adopt(stored('as old', own.order))).toBe(false);
		expect(known.usable()).toBe(own);
		const newer = stored('newer', own.order + 1);
		expect(known.adopt(newer)).toBe(true);
		expect(known.usable()).toBe(newer);
		expect(known.isOutdated(own)).toBe(true);
		expect(known.isOutdated(newer)).toBe(false);
	});

	test('is any stored one where nothing is known', () => {
		expect(known.adopt(stored('theirs', 1))).toBe(true);
	});

	test('stays the mark of what is newer when it was refused', () => {
		const own = known.add(grant('own'));
		known.bury(own);
		expect(known.usable()).toBeUndefined();
		expect(known.isOutdated(stored('older', own.order - 1))).toBe(true);
		expect(known.add(grant('next')).order).toBe(own.order + 1);
	});

	test('is not usable once it has expired', () => {
		known.add(grant('own'));
		now += HOUR - 1;
		expect(known.usable()).toBeDefined();
		now += 1;
		expect(known.usable()).toBeUndefined();
	});
});

describe('a refused token', () => {
	test('is never adopted again', () => {
		const own = known.add(grant('own'));
		expect(known.isDead(own)).toBe(false);
		expect(known.bury(own)).toBe(true);
		expect(known.isDead(own)).toBe(true);
		expect(known.bury(own)).toBe(false);
		expect(known.adopt(stored('own', own.order + 5))).toBe(false);
	});

	test('does not take the newest with it', () => {
		const first = known.add(grant('one'));
		const second = known.add(grant('two'));
		known.bury(first);
		expect(known.usable()).toBe(second);
	});

	test('is forgotten after a hundred others', () => {
		const first = known.add(grant('one'));
		known.bury(first);
		for (let other = 1; other < 100; other += 1) known.bury(stored(`other-${other}`, 1));
		expect(known.bury(first)).toBe(false);
		known.bury(stored('one more', 1));
		expect(known.bury(first)).toBe(true);
	});
});

describe('what a stored session took the place of', () => {
	/** This process's own, and then another worker's that it finds in the credential. */
	function adopted(): { own: CachedToken; theirs: CachedToken } {
		const own = known.add(grant('own'));
		const theirs = stored('theirs', own.order + 7);
		known.adopt(theirs);
		return { own, theirs };
	}

	test('is a rival once that was refused, and is taken up as newer than it', () => {
		const { own, theirs } = adopted();
		known.bury(theirs);
		const { rival } = known;
		expect(rival).toBe(own);
		const taken = known.takeUp(own);
		expect(taken).toEqual({ ...own, order: theirs.order + 1 });
		expect(known.usable()).toBe(taken);
		expect(known.rival).toBeUndefined();
	});

	test('is none while that is good', () => {
		adopted();
		known.bury(stored('another', 1));
		expect(known.rival).toBeUndefined();
	});

	test('is none where it was refused itself', () => {
		const { own, theirs } = adopted();
		known.bury(own);
		known.bury(theirs);
		expect(known.rival).toBeUndefined();
	});

	test.each([
		[9_999, true],
		[10_000, false],
	])('is one for ten seconds after its login: %d ms', (age, yes) => {
		const { theirs } = adopted();
		known.bury(theirs);
		now += age;
		expect(known.rival !== undefined).toBe(yes);
	});

	test('is none after a login', () => {
		adopted();
		known.bury(known.add(grant('next')));
		expect(known.rival).toBeUndefined();
	});
});

describe('the tokens that are known', () => {
	test('are the newest, with its refresh token, and the last ten refused ones', () => {
		expect(known.tokens).toEqual([]);
		for (let dead = 1; dead <= 12; dead += 1) known.bury(stored(`dead-${dead}`, 1));
		known.add(grant('own', { refreshToken: 'own-refresh' }));
		expect(known.tokens).toEqual([
			'own',
			'own-refresh',
			...Array.from({ length: 10 }, (_, index) => `dead-${index + 3}`),
		]);
	});

	test('leave out a refresh token that there is not', () => {
		known.add(grant('own'));
		expect(known.tokens).toEqual(['own']);
	});
});

describe('what is wanted', () => {
	test('by who holds a token elsewhere is newer than that', () => {
		known.add(grant('own'));
		const held = { fingerprints: [], usable: false };
		const newerThan = (issuedAt: number) =>
			({ kind: 'get', newerThan: { ...held, issuedAt } }) as const;
		expect(known.usableFor(GET)).toBeDefined();
		expect(known.usableFor(newerThan(START - 1_000))).toBeDefined();
		expect(known.usableFor(newerThan(START))).toBeUndefined();
	});

	test('after a refusal is another token than the refused one', () => {
		const first = known.add(grant('one'));
		expect(known.newerThan(first)).toBeUndefined();
		const second = known.add(grant('two'));
		expect(known.newerThan(first)).toBe(second);
		now += HOUR;
		expect(known.newerThan(first)).toBeUndefined();
	});
});

describe('a session is due', () => {
	/** A tenth of the lifetime before its end; a request of a workflow's can wait a tenth of that longer. */
	const DUE = HOUR - HOUR / 10;
	const SPREAD = HOUR / 100;

	test.each([0, 0.5, 0.999])('for a request later by the process’s own draw (%d)', (draw) => {
		jest.spyOn(Math, 'random').mockReturnValue(draw);
		const session = known.add(grant('own'));
		const isDueAt = (at: number, want: typeof GET | typeof USE) => {
			now = START + at;
			return known.isDue(session, want, POLICY);
		};
		expect(isDueAt(DUE - 1, GET)).toBe(false);
		expect(isDueAt(DUE, GET)).toBe(true);
		expect(isDueAt(DUE + Math.ceil(draw * SPREAD) - 1, USE)).toBe(false);
		expect(isDueAt(DUE + Math.ceil(draw * SPREAD), USE)).toBe(true);
	});

	test('by a draw of its own for each token', () => {
		const random = jest.spyOn(Math, 'random');
		known.add(grant('one'));
		known.adopt(stored('two', START + 5));
		expect(random).toHaveBeenCalledTimes(2);
	});

	test('never, where no time is known', () => {
		const session = known.add(grant('own', { expiresAt: null }));
		now += 1_000 * HOUR;
		expect(known.isDue(session, GET, POLICY)).toBe(false);
	});
});
