import { clock } from '../../../../tokens/http/waiting';
import { TokenValidation, type ValidatedToken } from '../../../../tokens/cache/check/validation';
import type { PresentedToken } from '../../../../tokens/provider/provider';
import { gate } from '../../../support/simulators/simulator.mts';
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
let sleeps: number[];

const validate = async (token = TOKEN) => await validation.validate(token, api.check);
const validateAnew = async (token = TOKEN) => await validation.validateAnew(token, api.check);

beforeEach(() => {
	validation = new TokenValidation();
	api = new CheckedApi({ 'a-token': 'accepted', 'another-token': 'accepted' });
	sleeps = [];
	jest.spyOn(clock, 'sleep').mockImplementation(async (duration) => {
		sleeps.push(duration);
		await Promise.resolve();
	});
});

describe('many requests', () => {
	test('at once share one check', async () => {
		const open = gate();
		const slow = async (token: PresentedToken) => {
			await open.wait;
			return await api.check(token);
		};
		const verdicts = Promise.all(
			Array.from({ length: 20 }, () => validation.validate(TOKEN, slow)),
		);
		open.open();
		expect(await verdicts).toEqual(Array(20).fill('accepted'));
		expect(api.checked).toHaveLength(2);
	});

	test('with different tokens get a verdict each', async () => {
		api.results['another-token'] = 'rejected';
		const open = gate();
		const slow = async (token: PresentedToken) => {
			await open.wait;
			return await api.check(token);
		};
		const verdicts = Promise.all([
			validation.validate(TOKEN, slow),
			validation.validate(OTHER, slow),
		]);
		open.open();
		expect(await verdicts).toEqual(['accepted', 'suspect']);
		// The first one to end leaves the other's alone.
		time.now += SECOND;
		expect(await validate()).toBe('accepted');
	});

	test('with two tokens by turns make no more checks than one for each', async () => {
		for (let turn = 0; turn < 10; turn += 1) {
			expect(await validate()).toBe('accepted');
			expect(await validate(OTHER)).toBe('accepted');
		}
		// One of them with a made-up token.
		expect(api.checked).toHaveLength(3);
		await Promise.all([validateAnew(), validateAnew(OTHER), validateAnew(), validateAnew(OTHER)]);
		expect(api.checked).toHaveLength(5);
	});

	test('within a second of a verdict get the same one', async () => {
		await validate();
		api.results['a-token'] = 'rejected';
		time.now += SECOND - 1;
		expect(await validate()).toBe('accepted');
		time.now += 1;
		expect(await validate()).toBe('suspect');
		expect(api.checked).toHaveLength(3);
	});

	test('within a second of a verdict on another token do not', async () => {
		await validate();
		api.results['another-token'] = 'rejected';
		expect(await validate(OTHER)).toBe('suspect');
	});

	test('that believe no earlier verdict get a new one', async () => {
		await validate();
		api.results['a-token'] = 'rejected';
		expect(await validation.validate(TOKEN, api.check, 0)).toBe('suspect');
	});
});

describe('a check that throws', () => {
	test('is made again the next time', async () => {
		const thrown = new Error('invented');
		await expect(validation.validate(TOKEN, async () => await Promise.reject(thrown))).rejects.toBe(
			thrown,
		);
		expect(await validate()).toBe('accepted');
		time.now += SECOND;
		const sleep = jest.spyOn(clock, 'sleep').mockRejectedValueOnce(thrown);
		await expect(validateAnew()).rejects.toBe(thrown);
		expect(sleep).toHaveBeenCalledTimes(1);
		expect(await validateAnew()).toBe('accepted');
	});
});

test('two checks at once share one made-up token', async () => {
	expect(await Promise.all([validate(), validate(OTHER)])).toEqual(['accepted', 'accepted']);
	expect(api.checked).toHaveLength(3);
});

describe('a new verdict', () => {
	test('comes after 200 ms where there was none', async () => {
		expect(await validateAnew()).toBe('accepted');
		expect(sleeps).toEqual([200]);
	});

	test.each([
		[0, 1_000],
		[300, 700],
		[799, 201],
		[801, 200],
		[1_000, 200],
	])('%i ms after the last one comes after another %i ms', async (age, pause) => {
		await validate();
		time.now += age;
		api.results['a-token'] = 'rejected';
		expect(await validateAnew()).toBe('suspect');
		expect(sleeps).toEqual([pause]);
	});

	test('does not wait because of a verdict on another token', async () => {
		await validate(OTHER);
		await validateAnew();
		expect(sleeps).toEqual([200]);
	});

	test('is shared by all who ask before its check starts, and by nobody who asks later', async () => {
		const first = validateAnew();
		expect(await Promise.all([first, validateAnew(), validateAnew()])).toEqual([
			'accepted',
			'accepted',
			'accepted',
		]);
		expect(sleeps).toHaveLength(1);
		expect(api.checked).toHaveLength(2);
		await validateAnew();
		expect(sleeps).toHaveLength(2);
	});

	test('on another token is another one', async () => {
		api.results['another-token'] = 'rejected';
		expect(await Promise.all([validateAnew(), validateAnew(OTHER)])).toEqual([
			'accepted',
			'suspect',
		]);
	});

	test('that comes first leaves the next token’s alone', async () => {
		const first = validateAnew();
		const second = validateAnew(OTHER);
		await Promise.all([first, second]);
		await validateAnew(OTHER);
		expect(sleeps).toHaveLength(3);
	});
});
