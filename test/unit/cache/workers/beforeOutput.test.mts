import type { CachedToken } from '../../../../tokens/cache/storedToken';
import { Failure } from '../../../../tokens/http/failure';
import { clock } from '../../../../tokens/http/waiting';
import { BRIEF_LOOK, READ_AGAIN, RECENT, SETTLING, SLOTS } from '../../../../tokens/tuning';
import {
	NONE,
	OLD,
	SECOND,
	START,
	cachedToken,
	own,
	tokenOf,
} from '../../../support/cacheWorld.mts';
import { Workers, after, settled, useFakeTimers } from '../../../support/cacheWorkers.mts';

useFakeTimers();

const DOWN = new Failure('SERVER_ERROR', 'It is down');

let workers: Workers;

beforeEach(() => void (workers = new Workers()));

/** The first worker's output; undefined while the token is held back. */
const outputNow = async () => await settled(workers.output(workers.first));

/** Whether the first worker outputs this stored token at once. */
async function isReady(token: CachedToken): Promise<boolean> {
	workers.row = own(token);
	const result = await outputNow();
	if (result) expect(tokenOf(result)).toBe(token);
	return result !== undefined;
}

/** Many requests of the first worker wait for a token, and then another worker's is found. */
async function contend(): Promise<CachedToken> {
	const requests = workers.acquire(workers.first, 3);
	await after(3 * SECOND);
	await Promise.all(requests);
	const other = await workers.login(workers.second);
	workers.first.adopt(own(other));
	return other;
}

describe('a stored token', () => {
	test('of this worker is ready at once', async () => {
		expect(await isReady(await workers.login(workers.first))).toBe(true);
	});

	test.each([
		[SETTLING - 1, false],
		[SETTLING, true],
	])(
		'of another worker is ready once a third one’s login would be over: %d ms, %s',
		async (age, ready) => {
			await workers.login(workers.first);
			const other = await workers.login(workers.second);
			await after(age);
			expect(await isReady(other)).toBe(ready);
			expect(SETTLING).toBe(1_200);
		},
	);

	test.each([
		[RECENT - 1, false],
		[RECENT, true],
	])(
		'is not ready for ten seconds while many wait and workers contend: %d ms, %s',
		async (age, ready) => {
			const other = await contend();
			await after(age);
			workers.first.workers.requestWaits();
			workers.first.workers.tokenFound(OLD);
			expect(await isReady(other)).toBe(ready);
		},
	);

	test('is ready where many waited, but no other worker’s token was found', async () => {
		const requests = workers.acquire(workers.first, 3);
		await after(3 * SECOND);
		expect(await isReady(tokenOf(await requests[0]))).toBe(true);
	});

	test('is not ready if the credential does not hold it', async () => {
		await workers.login(workers.first);
		workers.row = NONE;
		expect(await outputNow()).toBeUndefined();
	});

	test('is ready after it was held back once', async () => {
		const other = await contend();
		workers.row = own(other);
		const output = workers.output(workers.first);
		await after(3 * SECOND);
		expect(tokenOf(await output)).toBe(other);
		expect(await isReady(other)).toBe(true);
	});
});

describe('a token that is held back', () => {
	test('was just requested here: for a brief look, since no other worker is likely', async () => {
		await workers.login(workers.first);
		workers.row = NONE;
		const output = workers.output(workers.first);
		await after(BRIEF_LOOK - 1);
		expect(await settled(output)).toBeUndefined();
		await after(1);
		expect((await settled(output))?.value).toMatchObject({ renewed: false });
		expect(workers.world.checked).toEqual([]);
		expect(BRIEF_LOOK).toBe(300);
	});

	test('is another worker’s: until no login can revoke it, and then the API accepts it', async () => {
		await workers.login(workers.first);
		const other = await workers.login(workers.second);
		workers.row = own(other);
		const output = workers.output(workers.first);
		await after(START + SLOTS.sends[0] - 1 - Date.now());
		expect(workers.world.checked).toEqual([]);
		await after(SECOND);
		expect(tokenOf(await output)).toBe(other);
		expect(workers.world.checked[0]).toBe(other.response.accessToken);
		expect(workers.world.logins).toBe(2);
	});

	test('gives way to a token that another worker stores meanwhile', async () => {
		await workers.login(workers.first);
		workers.row = NONE;
		const output = workers.output(workers.first);
		await after(50);
		const other = await workers.login(workers.second);
		workers.row = own(other);
		await after(READ_AGAIN);
		expect(workers.first.workers.foundOthers).toBe(true);
		await after(5 * SECOND);
		expect(tokenOf(await output)).toBe(other);
		expect(workers.world.logins).toBe(2);
	});

	test('is replaced where the API rejects it by then', async () => {
		await workers.calibrate();
		const other = await contend();
		workers.row = own(other);
		const output = workers.output(workers.first);
		await after(SETTLING / 2);
		workers.world.revoke();
		await after(20 * SECOND);
		const { value } = await output;
		expect(value?.renewed).toBe(true);
		expect(workers.world.good).toContain(value?.token.response.accessToken);
	});

	test('is a failure where it was rejected and cannot be replaced', async () => {
		await workers.calibrate();
		const other = await contend();
		workers.row = own(other);
		const output = workers.output(workers.first);
		workers.world.revoke();
		workers.world.failure = DOWN;
		await after(20 * SECOND);
		expect(await output).toEqual({ failure: DOWN });
	});

	test('is used where nothing can be found out about it', async () => {
		const other = await contend();
		workers.row = own(other);
		workers.world.check = () => 'inconclusive';
		workers.world.failure = DOWN;
		const output = workers.output(workers.first);
		await after(20 * SECOND);
		expect(tokenOf(await output)).toBe(other);
	});

	test('is used as it is where it is due and cannot be renewed', async () => {
		const token = await workers.login(workers.first);
		workers.row = own(token);
		await after((token.response.expiresAt ?? 0) - Date.now() - 60_000);
		workers.world.failure = DOWN;
		const result = await outputNow();
		expect(result?.value).toMatchObject({
			token,
			refreshFailure: { failure: { code: 'SERVER_ERROR' } },
		});
	});
});

describe('requests of many nodes at once', () => {
	test('share one hold', async () => {
		const outputs = Array.from({ length: 20 }, async () => await workers.output(workers.first));
		await after(6 * SECOND);
		const tokens = (await Promise.all(outputs)).map((result) => tokenOf(result));
		expect(new Set(tokens.map(({ response }) => response.accessToken))).toEqual(workers.world.good);
		expect(workers.world.logins).toBe(1);
		expect(workers.world.checked.filter((token) => token === 'token-1')).toHaveLength(1);
	});

	test('share the failure of one login', async () => {
		workers.world.failure = DOWN;
		const outputs = Array.from({ length: 20 }, async () => await workers.output(workers.first));
		await after(1_500);
		for (const result of await Promise.all(outputs)) expect(result).toEqual({ failure: DOWN });
		expect(workers.world.logins).toBe(1);
	});

	test('get a token that another worker stored while the login failed', async () => {
		workers.world.failure = DOWN;
		workers.world.wait = async (value) => {
			if (value === 'login') await clock.sleep(500);
			return value;
		};
		jest.spyOn(Math, 'random').mockReturnValue(0);
		const output = workers.output(workers.first);
		await after(1);
		expect(workers.world.logins).toBe(1);
		const other = { ...cachedToken('', Date.now()), response: workers.world.issue() };
		workers.row = own(other);
		await after(5 * SECOND);
		expect(await output).toEqual({ value: { token: other, renewed: false } });
		expect(workers.world.logins).toBe(1);
	});

	test('in two workers end with one token', async () => {
		jest.spyOn(Math, 'random').mockReturnValueOnce(0).mockReturnValueOnce(0.5).mockReturnValue(0.5);
		const outputs = [workers.first, workers.second].map(
			async (worker) => await workers.output(worker),
		);
		await after(10 * SECOND);
		const tokens = (await Promise.all(outputs)).map(
			(result) => tokenOf(result).response.accessToken,
		);
		expect(new Set(tokens)).toEqual(workers.world.good);
	});
});
