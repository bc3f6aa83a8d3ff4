import { recover } from '../../../../tokens/cache/recovery';
import { isInvalidated } from '../../../../tokens/cache/state';
import type { CachedToken } from '../../../../tokens/cache/storedToken';
import { SLOTS } from '../../../../tokens/tuning';
import {
	SECOND,
	START,
	USE,
	forceRefresh,
	GET,
	NONE,
	own,
	tokenOf,
} from '../../../support/cacheWorld.mts';
import { Workers, after, useFakeTimers } from '../../../support/cacheWorkers.mts';

useFakeTimers();

let workers: Workers;

beforeEach(() => void (workers = new Workers()));

/** A token that was stored with the note that several processes share the credential. */
const noted = (token: CachedToken): CachedToken => ({ ...token, notes: { sharedAt: Date.now() } });

/** The slots for logins are just over: the next first one comes after 0.3 s, and where others are known after 1.9 s. */
function afterTheSlots(): void {
	jest.setSystemTime(START + SLOTS.period + SLOTS.logins);
}

describe('a login that revokes the token before it', () => {
	test.each([1, 10])('is made once for all requests, after a wait: %d requests', async (count) => {
		jest.spyOn(Math, 'random').mockReturnValue(0.5);
		const requests = workers.acquire(workers.first, count);
		await after(99);
		expect(workers.world.logins).toBe(0);
		await after(1);
		expect(workers.world.logins).toBe(1);
		const results = await Promise.all(requests);
		expect(new Set(results.map((result) => tokenOf(result)))).toHaveProperty('size', 1);
		expect(results[0].value?.renewed).toBe(true);
	});

	test('is not made where another worker’s token is found meanwhile: who waited goes on at once', async () => {
		afterTheSlots();
		const requests = workers.acquire(workers.first, 10);
		await after(250);
		const token = await workers.login(workers.second);
		expect(await workers.first.ready(USE, own(noted(token)))).toMatchObject({
			token: { response: token.response },
		});
		await after(0);
		const results = await Promise.all(requests);
		const found = { value: { token: noted(token), renewed: false } };
		expect(results).toEqual(Array(10).fill(found));
		expect(workers.world.logins).toBe(1);
	});

	test('is made at once where a new token is requested', async () => {
		const acquired = workers.first.acquire(forceRefresh(0), workers.access);
		await after(0);
		expect((await acquired).value).toMatchObject({ renewed: true });
	});

	test('is made at once by the worker that made the last token', async () => {
		const token = await workers.login(workers.first);
		await after(11 * SECOND);
		workers.world.revoke();
		const next = await workers.recover(workers.first, token, 0);
		expect(workers.world.logins).toBe(2);
		expect(workers.world.good).toContain(next.response.accessToken);
	});

	test('gives way where a token is rejected just after its login: another worker has logged in', async () => {
		const token = await workers.login(workers.first);
		const other = await workers.login(workers.second);
		afterTheSlots();
		const recovering = recover(workers.first, token, USE, workers.access);
		await after(299);
		workers.first.adopt(own(other));
		await after(0);
		expect(tokenOf(await recovering)).toBe(other);
		expect(workers.world.logins).toBe(2);
	});

	test('is one’s own for a request that needs a certain token, though it joined one that gave way', async () => {
		afterTheSlots();
		const [, waiting] = workers.acquire(workers.first, 2);
		await after(250);
		const refreshing = workers.first.acquire(forceRefresh(0), workers.access);
		const newerThan = { issuedAt: Date.now() + 500, fingerprints: [], usable: false };
		const renewing = workers.first.acquire({ ...GET, newerThan }, workers.access);
		const other = await workers.login(workers.second);
		workers.first.adopt(own(other));
		await after(SECOND);
		expect(tokenOf(await waiting)).toBe(other);
		expect((await refreshing).value?.renewed).toBe(true);
		expect(tokenOf(await refreshing)).not.toBe(other);
		expect(tokenOf(await renewing)).not.toBe(other);
	});

	test('teaches nothing about the check where another worker may have revoked its token since', async () => {
		await workers.calibrate();
		workers.first.adopt(own(await workers.login(workers.second)));
		workers.world.check = () => 'rejected';
		const token = tokenOf(await workers.first.acquire(forceRefresh(99), workers.access));
		expect(workers.world.checked.at(-1)).toBe(token.response.accessToken);
		// The check is still believed: its rejection invalidates the token.
		workers.world.revoke();
		const next = await workers.recover(workers.first, token);
		expect(isInvalidated(workers.first.state, token)).toBe(true);
		expect(next).not.toBe(token);
	});
});

test('a login that leaves other tokens alone is made at once', async () => {
	workers = new Workers(false);
	const requests = workers.acquire(workers.first, 10);
	await after(0);
	expect(workers.world.logins).toBe(1);
	await Promise.all(requests);
	workers.first.adopt(own(await workers.login(workers.second)));
	expect([workers.first.workers.foundOthers, workers.first.workers.isContested]).toEqual([
		false,
		false,
	]);
});

describe('two workers that log in at the same moment', () => {
	/**
	 * Both log in, the first one last. The response to the second one comes late, so that its token has the greater order,
	 * though the login of the first one revoked it.
	 */
	async function logInAtOnce(): Promise<{ other: CachedToken; last: CachedToken }> {
		const other = await workers.login(workers.second);
		const last = await workers.login(workers.first);
		return { other: { ...other, order: last.order + 5 }, last };
	}

	test('go on with the token of the last login, though that of the other was stored last', async () => {
		await workers.calibrate();
		const { other, last } = await logInAtOnce();
		workers.first.adopt(own(other));
		const token = await workers.recover(workers.first, other);
		expect(token.response).toBe(last.response);
		expect(workers.world.logins).toBe(2);
		// The other worker takes it up from the credential, too.
		workers.second.adopt(own(token));
		expect(await workers.second.ready(USE, own(noted(token)))).toEqual({ token, renewed: false });
	});

	test('log in once where many requests find both tokens rejected', async () => {
		await workers.calibrate();
		const { other } = await logInAtOnce();
		workers.first.adopt(own(other));
		workers.world.revoke();
		const all = Array.from({ length: 20 }, () =>
			recover(workers.first, other, USE, workers.access),
		);
		await after(4 * SECOND);
		const tokens = (await Promise.all(all)).map((result) => tokenOf(result).response.accessToken);
		expect(new Set(tokens)).toEqual(workers.world.good);
		expect(workers.world.logins).toBe(3);
	});

	test('do not count it as a rejection by another system', async () => {
		await workers.calibrate();
		for (let round = 0; round < 3; round += 1) {
			const { other } = await logInAtOnce();
			workers.first.adopt(own(other));
			await workers.recover(workers.first, other);
			await after(11 * SECOND);
		}
		await workers.login(workers.first);
	});

	test('go on with the newest token: the previous one is checked, and not kept', async () => {
		await workers.calibrate();
		const mine = await workers.login(workers.first);
		const theirs = await workers.login(workers.second);
		workers.first.adopt(own(theirs));
		const newest = await workers.login(workers.second);
		const recovering = recover(workers.first, theirs, USE, workers.access);
		await after(250);
		workers.first.adopt(own(newest));
		await after(3 * SECOND);
		expect(tokenOf(await recovering)).toBe(newest);
		expect(workers.world.logins).toBe(3);
		expect(isInvalidated(workers.first.state, mine)).toBe(true);
	});

	test('have each its own token where tokens live side by side', async () => {
		workers = new Workers(false);
		await workers.calibrate();
		const { other, last } = await logInAtOnce();
		workers.first.adopt(own(other));
		workers.world.good.delete(other.response.accessToken);
		const token = await workers.recover(workers.first, other, 0);
		expect(workers.world.logins).toBe(3);
		expect(token).not.toBe(last);
		expect(workers.world.good).toContain(token.response.accessToken);
	});
});

test('a token that the credential lacks is written by one request at a time: who writes it is not sent again', async () => {
	const old = await workers.login(workers.second);
	const token = await workers.login(workers.first);
	const ready = async (stored = NONE) => (await workers.first.ready(USE, stored))?.token;
	expect(await ready(own(old))).toBeUndefined();
	expect(await ready(own(old))).toBe(token);
	expect(await ready()).toBeUndefined();
	expect(await ready()).toBe(token);
	await after(SECOND);
	expect(await ready()).toBeUndefined();
});

test('a stored token that does not say that several share the credential is written once, for those who begin with it', async () => {
	await workers.login(workers.first);
	const other = await workers.login(workers.second);
	const ready = async (stored: CachedToken) => (await workers.first.ready(USE, own(stored)))?.token;
	expect(await ready(other)).toBeUndefined();
	expect(await ready(other)).toBe(other);
	await after(SECOND);
	expect(await ready(other)).toBeUndefined();
	expect(workers.first.withNotes(other).notes).toEqual({ sharedAt: Date.now() });
	await after(SECOND);
	expect(await ready(noted(other))).toBe(other);
});
