import { TokenValidation, type ValidatedToken } from '../../../../tokens/cache/check/validation';
import { CheckedApi, MINUTE, SECOND, time, useStillClock } from '../../../support/cacheWorld.mts';

useStillClock();

const TOKEN: ValidatedToken = {
	accessToken: 'a-token',
	userId: 'user-1',
	accountId: null,
	obtainedAt: time.now - MINUTE,
};
const OTHER: ValidatedToken = { ...TOKEN, accessToken: 'another-token' };

let validation: TokenValidation;
let api: CheckedApi;

const validate = async (token = TOKEN) => await validation.validate(token, api.check);
const learnFrom = async (token: ValidatedToken, mayBeRevoked = false) =>
	await validation.learnFrom(token, api.check, mayBeRevoked);

beforeEach(() => {
	validation = new TokenValidation();
	api = new CheckedApi({ 'a-token': 'accepted', 'another-token': 'accepted' });
});

describe('the verdict', () => {
	test('is accepted: the check accepts the token and rejects a made-up one of the same user', async () => {
		expect(await validate()).toBe('accepted');
		expect(api.checked).toHaveLength(2);
		expect(api.checked[0]).toBe(TOKEN);
		expect(api.checked[1].userId).toBe('user-1');
		expect(api.checked[1].accessToken).toMatch(/^[0-9a-f]{64}$/);
	});

	test('takes another made-up token each time', async () => {
		api.madeUp = 'accepted';
		await validate();
		time.now += MINUTE;
		await validate();
		expect(api.checked).toHaveLength(4);
		expect(api.checked[1].accessToken).not.toBe(api.checked[3].accessToken);
	});

	test('is unproven: the check accepts anything', async () => {
		api.madeUp = 'accepted';
		expect(await validate()).toBe('unproven');
	});

	test('is suspect: the check rejects the token, but was not yet seen to accept one', async () => {
		api.results['a-token'] = 'rejected';
		expect(await validate()).toBe('suspect');
		expect(api.checked).toEqual([TOKEN]);
	});

	test('is rejected: the check rejects the token, and accepted the last fresh one', async () => {
		await learnFrom(OTHER);
		api.results['a-token'] = 'rejected';
		expect(await validate()).toBe('rejected');
	});

	test.each([
		['acquired within ten seconds', 10 * SECOND - 1, 'rejected'],
		['older', 10 * SECOND, 'suspect'],
	])('learns from a token that another worker acquired: %s', async (_case, age, verdict) => {
		await validate({ ...OTHER, obtainedAt: time.now - age });
		api.results['a-token'] = 'rejected';
		expect(await validate()).toBe(verdict);
	});

	test('learns nothing from it where the check accepts anything', async () => {
		api.madeUp = 'accepted';
		await validate({ ...OTHER, obtainedAt: time.now });
		api.results['a-token'] = 'rejected';
		expect(await validate()).toBe('suspect');
	});

	test.each(['a-token', 'made up'])(
		'is inconclusive: the check of a token breaks (%s)',
		async (which) => {
			if (which === 'a-token') api.results['a-token'] = 'inconclusive';
			else api.madeUp = 'inconclusive';
			expect(await validate()).toBe('inconclusive');
		},
	);

	test('after a check that broke on a made-up token takes another one', async () => {
		api.madeUp = 'inconclusive';
		await validate();
		api.madeUp = 'rejected';
		time.now += SECOND;
		expect(await validate()).toBe('accepted');
		expect(api.checked).toHaveLength(4);
	});

	test('takes no further made-up token once the check rejected one', async () => {
		await validate();
		time.now += 100 * MINUTE;
		expect(await validate()).toBe('accepted');
		expect(api.checked).toHaveLength(3);
	});

	test('takes another made-up token a minute after the check accepted one', async () => {
		api.madeUp = 'accepted';
		await validate();
		api.madeUp = 'rejected';
		time.now += MINUTE - 1;
		expect(await validate()).toBe('unproven');
		expect(api.checked).toHaveLength(3);
		time.now += SECOND;
		expect(await validate()).toBe('accepted');
	});
});

describe('from a fresh token the validation learns', () => {
	test('that the check accepts fresh tokens', async () => {
		expect(validation.freshAccepted).toBeUndefined();
		await learnFrom(TOKEN);
		expect(validation.freshAccepted).toBe(true);
		expect(api.checked).toEqual([TOKEN]);
	});

	test('that it rejects them: its rejections are not believed any more', async () => {
		await learnFrom(TOKEN);
		api.results['another-token'] = 'rejected';
		await learnFrom(OTHER);
		expect(validation.freshAccepted).toBe(false);
		expect(await validate(OTHER)).toBe('suspect');
	});

	test('nothing where the check breaks', async () => {
		await learnFrom(TOKEN);
		api.results['another-token'] = 'inconclusive';
		await learnFrom(OTHER);
		expect(validation.freshAccepted).toBe(true);
	});

	test('nothing from a rejection where another worker may have revoked the token', async () => {
		await learnFrom(TOKEN);
		api.results['another-token'] = 'rejected';
		await learnFrom(OTHER, true);
		expect(validation.freshAccepted).toBe(true);
		await learnFrom(TOKEN, true);
		expect(validation.freshAccepted).toBe(true);
	});

	test('that this token is accepted, where the check is known to reject made-up ones', async () => {
		await validate();
		await learnFrom(OTHER);
		expect(await validate(OTHER)).toBe('accepted');
		expect(api.checked).toHaveLength(3);
	});

	test.each(['accepted', 'inconclusive'] as const)(
		'nothing about this token where that is not known (made-up tokens: %s)',
		async (how) => {
			api.madeUp = how;
			await validate();
			await learnFrom(OTHER);
			api.madeUp = 'rejected';
			time.now += MINUTE;
			expect(await validate(OTHER)).toBe('accepted');
			expect(api.checked).toHaveLength(5);
		},
	);

	test('not that this token is accepted, where the check rejects it', async () => {
		await validate();
		api.results['another-token'] = 'rejected';
		await learnFrom(OTHER);
		expect(await validate(OTHER)).toBe('suspect');
	});

	test('nothing without a check', async () => {
		await learnFrom(TOKEN);
		await validation.learnFrom(OTHER, undefined, false);
		expect(validation.freshAccepted).toBe(true);
	});
});

test('without a check every verdict is unproven', async () => {
	expect(await validation.validate(TOKEN, undefined)).toBe('unproven');
	expect(await validation.validateAnew(TOKEN, undefined)).toBe('unproven');
	expect(await validation.validate(TOKEN, undefined, 0)).toBe('unproven');
	expect(api.checked).toEqual([]);
});
