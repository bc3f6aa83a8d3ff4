import type { ListedToken } from '../../../tokens/rocketChat/client/responses';
import { TokenRecord } from '../../../tokens/rocketChat/client/tokenRecord';
import { gate } from '../../support/simulators/simulator.mts';

let users = 0;
let login: { baseUrl: string; userId: string };

/** Each test has its own user, since the process keeps what it knows. */
beforeEach(() => {
	users += 1;
	login = { baseUrl: 'https://chat.example.com', userId: `user-${users}` };
});

const listed = (createdAt: number | undefined): ListedToken =>
	({ tokenName: 'nightly', createdAt }) as ListedToken;
const record = (name = 'nightly', whose = login) => new TokenRecord(whose, name);

describe('what a process knows of a token', () => {
	test('is nothing at first', () => {
		expect(record().createdAt).toBeUndefined();
		expect(record().isLost(listed(1))).toBe(false);
		expect(record().isLost(listed(undefined))).toBe(false);
	});

	test('is when it was created, for that server, user and name alone', () => {
		record().created(5_000);
		expect(record().createdAt).toBe(5_000);
		expect(record('other').createdAt).toBeUndefined();
		expect(record('nightly', { ...login, userId: 'somebody' }).createdAt).toBeUndefined();
		expect(record('nightly', { ...login, baseUrl: 'https://x' }).createdAt).toBeUndefined();
	});

	test('is that it is lost, until another is created, here or elsewhere', () => {
		record().created(1_000);
		record().markLost({ previous: 1_000, from: 5_000, until: 6_000 });
		expect(record().createdAt).toBeUndefined();
		expect(record().isLost(listed(5_000))).toBe(true);
		expect(record().isLost(listed(1_000))).toBe(false);
		expect(record().isLost(listed(5_000 - 300_001))).toBe(false);
		expect(record().isLost(listed(5_000 - 300_000))).toBe(true);
		expect(record().isLost(listed(6_000 + 300_000))).toBe(true);
		expect(record().isLost(listed(6_000 + 300_001))).toBe(false);
		record().created(7_000);
		expect(record().isLost(listed(5_000))).toBe(false);
	});

	test('is that any listed token is lost, where the list has no times', () => {
		record().markLost({ from: 5_000, until: 6_000 });
		expect(record().isLost(listed(undefined))).toBe(true);
	});

	test('is forgotten after ten thousand other names', () => {
		record().created(5_000);
		for (let n = 0; n < 10_000; n += 1) record(`n-${n}`).created(n);
		expect(record().createdAt).toBeUndefined();
		expect(record('n-9999').createdAt).toBe(9_999);
		expect(record('n-9998').createdAt).toBe(9_998);
	});
});

describe('work for a token', () => {
	test('runs one at a time for each name, also after work that failed', async () => {
		const first = gate();
		const steps: string[] = [];
		const work = (name: string, wait?: Promise<void>) => async () => {
			steps.push(`${name} begins`);
			await wait;
			steps.push(`${name} ends`);
			if (name === 'first') throw new Error('failed');
			return name;
		};
		const all = [
			record().runExclusive(work('first', first.wait)),
			record().runExclusive(work('second')),
			record('other').runExclusive(work('other')),
		];
		await all[2];
		expect(steps).toEqual(['first begins', 'other begins', 'other ends']);
		first.open();
		const [failed, second] = await Promise.allSettled(all);
		expect(failed.status).toBe('rejected');
		expect(second).toEqual({ status: 'fulfilled', value: 'second' });
		expect(steps.slice(3)).toEqual(['first ends', 'second begins', 'second ends']);
		expect(await record().runExclusive(work('third'))).toBe('third');
	});

	test('is skipped where its caller stops waiting, and the next still waits for the first', async () => {
		const first = gate();
		const started: string[] = [];
		const work = (name: string) => async () => {
			started.push(name);
			if (name === 'first') await first.wait;
			return name;
		};
		const stopped = async () => await Promise.reject(new Error('stopped'));
		const one = record().runExclusive(work('first'));
		await expect(record().runExclusive(work('second'), stopped)).rejects.toThrow('stopped');
		const third = record().runExclusive(work('third'));
		await new Promise(setImmediate);
		expect(started).toEqual(['first']);
		first.open();
		expect(await Promise.all([one, third])).toEqual(['first', 'third']);
		expect(started).toEqual(['first', 'third']);
	});
});
