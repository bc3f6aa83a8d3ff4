import type { IDataObject } from 'n8n-workflow';

import { setClock } from '../support/clock.mts';
import type { NodeSpec } from '../support/engine.mts';
import { expired, iso, renewIn, row } from '../support/held.mts';
import { type SESSIONS, World } from '../support/world.mts';
import { wordsOf } from '../support/problem.mts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let world: World;

beforeEach(async () => void (world = await new World().start()));
afterEach(async () => {
	jest.useRealTimers();
	await world.stop();
});

type Spec = Partial<NodeSpec> & { tool?: boolean };

const renew = async (
	name: (typeof SESSIONS)[number],
	items: IDataObject[],
	parameters: IDataObject = {},
	spec: Spec = {},
) => await renewIn(world, name, items, parameters, spec);

describe('an item is due', () => {
	const due = async (item: IDataObject, parameters: IDataObject = {}) => {
		world.genLogs.forget();
		const { json, error } = await renew('genLogs', [item], parameters);
		expect(error).toBeUndefined();
		return json[0].accessToken !== item.accessToken;
	};
	const token = { accessToken: 'invented-token-of-before' };
	const at = (fromNow: number) => iso(Date.now() + fromNow);

	test('by its renewAt, or else by its expiry', async () => {
		expect(await due({ ...token, renewAt: at(-1_000) })).toBe(true);
		expect(await due({ ...token, renewAt: at(MINUTE) })).toBe(false);
		expect(await due({ ...token, renewAt: at(MINUTE), expiresAt: at(30_000) })).toBe(false);
		expect(await due({ ...token, renewAt: at(MINUTE), expiresAt: at(-1_000) })).toBe(true);
		expect(await due({ ...token, renewAt: at(-1_000), expiresAt: at(DAY) })).toBe(true);
		// A tenth of ten hours.
		expect(await due({ ...token, issuedAt: at(-9.1 * HOUR), expiresAt: at(0.9 * HOUR) })).toBe(
			true,
		);
		expect(await due({ ...token, issuedAt: at(-8.9 * HOUR), expiresAt: at(1.1 * HOUR) })).toBe(
			false,
		);
		// The lifetime is not known: a minute.
		expect(await due({ ...token, expiresAt: at(50_000) })).toBe(true);
		expect(await due({ ...token, expiresAt: at(70_000) })).toBe(false);
	});

	test("by 'Renew Before Expiry' of the options, or of the credential", async () => {
		const item = { ...token, expiresAt: at(HOUR) };
		expect(await due(item, { options: { renewBefore: 61 } })).toBe(true);
		expect(await due(item, { options: { renewBefore: 59 } })).toBe(false);
		world.save('genLogs', { settings: { renewal: { renewBefore: 61 } } });
		expect(await due(item)).toBe(true);
		expect(await due(item, { options: { renewBefore: 59 } })).toBe(false);
	});

	test("by the credential's maximum age, where its own is known", async () => {
		world.save('genLogs', { settings: { renewal: { maxAge: 5 } } });
		expect(await due({ ...token, issuedAt: at(-6 * HOUR) })).toBe(true);
		expect(await due({ ...token, issuedAt: at(-4 * HOUR) })).toBe(false);
		expect(await due({ ...token, issuedAt: at(-6 * HOUR), renewAt: at(DAY) })).toBe(true);
		expect(await due({ ...token, expiresAt: at(DAY) })).toBe(false);
	});

	test('without any time, only where there is no token', async () => {
		expect(await due({ ...token })).toBe(false);
		expect(await due({ accessToken: '' })).toBe(true);
		expect(await due({ accessToken: null })).toBe(true);
		// A table may hold a token of digits alone as a number.
		for (const odd of [1234567890, 0]) expect(await due({ accessToken: odd })).toBe(false);
		expect(await due({ issuedAt: '', expiresAt: null })).toBe(true);
		expect(await due({ accessToken: null, issuedAt: at(-DAY) })).toBe(false);
	});

	test('whoever writes its times', async () => {
		setClock(Date.UTC(2026, 0, 15, 12));
		const seconds = Date.UTC(2026, 0, 15, 12, 30) / 1000;
		const soon = { options: { renewBefore: 31 } };
		const later = { options: { renewBefore: 29 } };
		const ways = [
			'2026-01-15T12:30:00Z',
			'2026-01-15T12:30:00.000',
			'2026-01-15 12:30',
			'2026-01-15T14:30:00+02:00',
			'20260115T123000Z',
			seconds,
			seconds * 1000,
			String(seconds),
			String(seconds * 1000),
			"={{ DateTime.fromISO('2026-01-15T14:30:00.000+02:00') }}",
			"={{ DateTime.fromISO('2026-01-15T12:30:00Z').toUTC() }}",
			"={{ new Date('2026-01-15T12:30:00Z') }}",
			`={{ ${seconds} }}`,
		];
		for (const way of ways) {
			const item =
				typeof way === 'string' && way.startsWith('=') ? token : { ...token, expiresAt: way };
			const given = item === token ? { expiresAt: way } : {};
			expect([way, await due(item, { ...soon, ...given })]).toEqual([way, true]);
			expect([way, await due(item, { ...later, ...given })]).toEqual([way, false]);
		}
		expect(await due({ ...token, renewAt: '2026-01-15' })).toBe(true);
		expect(await due({ ...token, renewAt: '2026-01-16' })).toBe(false);
	});

	test.each([
		['issuedAt', 'Issued At', 'soon'],
		['expiresAt', 'Expires At', true],
		['renewAt', 'Renew At', '2026-02-30T00:00:00Z'],
		['expiresAt', 'Expires At', { a: 1 }],
		['expiresAt', 'Expires At', 46_037.5],
	])('%s that is no date is told as %s: %p', async (key, label, value) => {
		const { error } = await renew('giro', [row(), row({ [key]: value })]);
		expect(wordsOf(error)).toContain(
			`'${label}' is not a date. Give it as in '2026-01-15T12:00:00Z', or as seconds or milliseconds since 1970, or leave it empty.`,
		);
		expect(error?.context?.itemIndex).toBe(1);
		expect(world.arrived).toBe(0);
	});
});

describe('a login that fails', () => {
	beforeEach(() =>
		world.genLogs.behave(({ path }) =>
			path === '/auth/token' ? { status: 500, body: { detail: 'down' } } : undefined,
		),
	);

	test('leaves a token in use that has not expired, and says so; one attempt a minute', async () => {
		const early = row({ renewAt: iso(Date.now() - 1_000) });
		const start = Date.now();
		const first = await renew('genLogs', [early, early]);
		expect(first.error).toBeUndefined();
		expect(first.json).toEqual(
			[early, early].map((item) => ({ ...item, renewed: false, changed: false })),
		);
		expect(first.hints).toHaveLength(1);
		expect(first.hints[0]).toMatch(/due but could not be renewed; it stays in use\. .*down/);
		const later = row({ renewAt: iso(Date.now() - 1_000), expiresAt: iso(Date.now() + 9_000_000) });
		expect((await renew('genLogs', [early, later])).hints).toHaveLength(1);
		const attempts = world.genLogs.logins;
		setClock(start + 50_000);
		expect((await renew('genLogs', [early])).hints).toHaveLength(1);
		expect(world.genLogs.logins).toBe(attempts);
		setClock(start + 70_000);
		await renew('genLogs', [early]);
		expect(world.genLogs.logins).toBeGreaterThan(attempts);
	});

	test('fails the items that have nothing left to use', async () => {
		const early = row({ renewAt: iso(Date.now() - 1_000) });
		const items = [early, expired(), { ...early, accessToken: null }, {}];
		const { json } = await renew('genLogs', items, {}, { onError: 'continueRegularOutput' });
		expect(json[0]).toEqual({ ...early, renewed: false, changed: false });
		for (const item of json.slice(1))
			expect(item).toEqual({
				error: expect.stringMatching(/GenLogs could not process the login/) as unknown,
			});
	});
});

test('a provider that hands out old tokens is not asked again in each run', async () => {
	world.giro.data = { createdAt: '2019-12-07T01:12:02.315Z' };
	world.save('giro', { settings: { renewal: { maxAge: 6 } } });
	const first = await renew('giro', [{ row: 1 }]);
	const second = await renew('giro', first.json);
	expect(second.json[0]).toEqual({ ...first.json[0], renewed: false, changed: false });
	expect(world.giro.logins).toBe(1);
	setClock(Date.now() + 7 * HOUR);
	expect((await renew('giro', second.json)).json[0].renewed).toBe(true);
	expect(world.giro.logins).toBe(2);
});

test('a provider whose login gives the same token again has not changed it', async () => {
	const held = row({ renewAt: iso(Date.now() - 1_000) });
	world.giro.data = { token: held.accessToken };
	const { json } = await renew('giro', [held]);
	expect(json[0]).toMatchObject({
		accessToken: held.accessToken,
		renewed: true,
		changed: false,
	});
});
