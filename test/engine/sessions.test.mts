import type { IDataObject } from 'n8n-workflow';

import { genLogsAccount, giroAccount, personrAccount, type SessionAccount } from './accounts.mts';
import { setClock } from './clock.mts';
import { Engine } from './engine.mts';
import { GenLogsSimulator } from '../simulators/genLogs.mts';
import { GiroSimulator } from '../simulators/giro.mts';
import { PersonrSimulator } from '../simulators/personr.mts';
import { gate, type Simulator } from '../simulators/simulator.mts';

const MINUTE = 60_000;

const started: Simulator[] = [];
let engine: Engine;

beforeEach(() => (engine = new Engine()));

afterEach(async () => {
	jest.useRealTimers();
	await Promise.all(started.splice(0).map(async (simulator) => await simulator.stop()));
});

async function personr(): Promise<SessionAccount & { simulator: PersonrSimulator }> {
	const simulator = await new PersonrSimulator().start();
	started.push(simulator);
	return { ...personrAccount(simulator), simulator };
}

async function genLogs(): Promise<SessionAccount & { simulator: GenLogsSimulator }> {
	const simulator = await new GenLogsSimulator().start();
	started.push(simulator);
	return { ...genLogsAccount(simulator), simulator };
}

interface Ask {
	row?: string;
	url?: string;
	items?: IDataObject[];
	helper?: string;
}

async function request(
	account: SessionAccount,
	{ row = 'c', url, items = [{}], helper = 'legacy' }: Ask = {},
) {
	const parameters = {
		url: url ?? `${account.simulator.baseUrl}/things`,
		credential: account.credential,
		helper,
	};
	const out = await engine.run(
		{ type: 'test.apiRequest', parameters, credential: [account.credential, row] },
		items,
	);
	return { ...out, failed: out.json.filter(({ error }) => error !== undefined) };
}

const times = (count: number): IDataObject[] => Array.from({ length: count }, (_, n) => ({ n }));
const turn = async () => await new Promise((resolve) => setImmediate(resolve));

describe('who shares what', () => {
	test('the same account with a wrong password never sees the other credential’s token', async () => {
		const account = await personr();
		engine.save('c', account.fields).save('wrong', { ...account.fields, password: 'guessed' });
		await request(account);
		const [right, wrong] = await Promise.all([
			request(account, { items: times(20) }),
			request(account, { row: 'wrong', items: times(20) }),
		]);
		expect(right.failed).toEqual([]);
		expect(wrong.failed).toHaveLength(20);
		expect(account.simulator.logins).toBe(2);
		expect(JSON.stringify(engine.credentials.row('wrong'))).not.toContain(account.simulator.token);
		expect(account.simulator.count(/things$/)).toBe(21);
	});

	test('identical login details in two credentials share one login, and both are written', async () => {
		const account = await personr();
		engine.save('c', account.fields).save('d', { ...account.fields, renewBefore: 5 });
		const outs = await Promise.all([request(account), request(account, { row: 'd' })]);
		expect(outs.flatMap(({ failed }) => failed)).toEqual([]);
		expect(account.simulator.logins).toBe(1);
		expect(engine.credentials.row('d').accessToken).toBe(account.simulator.token);
		expect(engine.credentials.row('c').accessToken).toBe(account.simulator.token);
	});

	test('different accounts never wait for each other', async () => {
		const [slow, fast] = [await personr(), await personr()];
		engine.save('slow', slow.fields).save('fast', fast.fields);
		const held = gate();
		slow.simulator.behave(async () => void (await held.wait));
		const waiting = request(slow, { row: 'slow' });
		while (slow.simulator.logins < 1) await turn();
		expect((await request(fast, { row: 'fast', items: times(20) })).failed).toEqual([]);
		held.open();
		expect((await waiting).failed).toEqual([]);
	});

	test.each(['merge', 'whole'] as const)(
		'fields that are expressions, two tenants, 20 items (%s)',
		async (writing) => {
			engine.credentials.writing = writing;
			const tenants = [await personr(), await personr()];
			tenants[1].simulator.password = 'of the second tenant';
			// 1.123 writes what the expressions gave in place of them: a limit of that version, so one run is looked at.
			engine.save('c', {
				baseUrl: '={{ $json.baseUrl }}',
				email: tenants[0].simulator.email,
				password: '={{ $json.password }}',
			});
			const items = times(20).map(({ n }) => {
				const { baseUrl, password } = tenants[Number(n) % 2].simulator;
				return { baseUrl, password };
			});
			const out = await request(tenants[0], { url: '={{ $json.baseUrl }}/things', items });
			expect(out.failed).toEqual([]);
			const [one, two] = tenants.map(({ simulator }) => simulator);
			expect([one.logins, two.logins]).toEqual([1, 1]);
			expect(new Set(one.to(/things$/).map(({ headers }) => headers.authorization))).toEqual(
				new Set([`Bearer ${one.token}`]),
			);
			expect(new Set(two.to(/things$/).map(({ headers }) => headers.authorization))).toEqual(
				new Set([`Bearer ${two.token}`]),
			);
			if (writing === 'whole') return;
			const again = await engine.run(
				{
					type: tenants[0].node,
					parameters: { operation: 'get' },
					credential: ['personrApi', 'c'],
				},
				items,
			);
			expect(again.json.map(({ accessToken }) => accessToken)).toEqual(
				items.map((_, n) => tenants[n % 2].simulator.token),
			);
			expect([one.logins, two.logins]).toEqual([1, 1]);
			expect(engine.credentials.row('c').password).toBe('={{ $json.password }}');
		},
	);

	test('n8n 1.123 writes the whole credential: still one login for 200 items', async () => {
		engine.credentials.writing = 'whole';
		const account = await personr();
		engine.save('c', account.fields);
		expect((await request(account, { items: times(200) })).failed).toEqual([]);
		account.simulator.revoke();
		expect((await request(account, { items: times(200) })).failed).toEqual([]);
		expect(account.simulator.logins).toBe(2);
	});
});

describe('where a token goes', () => {
	test.each(['legacy', 'modern'])(
		'a request to another host fails by name, without a login or a check (%s)',
		async (helper) => {
			const [account, other] = [await genLogs(), await genLogs()];
			engine.save('c', account.fields);
			const out = await request(account, { url: `${other.simulator.baseUrl}/things`, helper });
			expect(out.json[0].error).toContain(
				`The request goes to ${new URL(other.simulator.baseUrl).host}`,
			);
			expect(other.simulator.arrived).toEqual([]);
			expect(account.simulator.arrived).toEqual([]);
		},
	);

	test('a host in otherHosts is sent the token', async () => {
		const [account, other] = [await genLogs(), await genLogs()];
		other.simulator.behave(() => ({ status: 200, body: {} }));
		engine.save('c', {
			...account.fields,
			otherHosts: `files.example.com, ${new URL(other.simulator.baseUrl).host}`,
		});
		expect((await request(account, { url: `${other.simulator.baseUrl}/things` })).failed).toEqual(
			[],
		);
		expect(account.simulator.tokens.has(other.simulator.arrived[0].headers['access-token'])).toBe(
			true,
		);
	});

	test.each(['legacy', 'modern'])(
		'a redirect to another host carries no secret there (%s)',
		async (helper) => {
			const [account, other] = [await genLogs(), await genLogs()];
			engine.save('c', account.fields);
			account.simulator.behave(({ path }) =>
				path === '/things'
					? { status: 302, headers: { Location: `${other.simulator.baseUrl}/stolen` } }
					: undefined,
			);
			expect((await request(account, { helper })).failed).toHaveLength(1);
			expect(other.simulator.arrived).toEqual([]);
			expect(account.simulator.logins).toBe(1);
		},
	);

	test('a login that redirects is not followed', async () => {
		const [account, other] = [await personr(), await personr()];
		engine.save('c', account.fields);
		account.simulator.behave(() => ({
			status: 307,
			headers: { Location: `${other.simulator.baseUrl}/api-token-generate?secret=1` },
		}));
		const { json } = await request(account);
		expect(json[0].error).toMatch(
			new RegExp(`it redirects to ${other.simulator.origin}\\. Nothing was sent there`),
		);
		expect(other.simulator.arrived).toEqual([]);
	});
});

describe('refusals', () => {
	test('one that arrives late, for an old token, leaves the new one alone', async () => {
		const account = await personr();
		engine.save('c', account.fields);
		await request(account);
		const late = gate();
		const old = account.simulator.token;
		account.simulator.behave(async ({ path, headers }) => {
			if (!path.endsWith('/late') || headers.authorization !== `Bearer ${old}`) return undefined;
			await late.wait;
			return { status: 401, body: { translation: `Invalid or expired token: ${old}` } };
		});
		const waiting = request(account, { url: `${account.simulator.baseUrl}/late` });
		while (account.simulator.count(/late$/) < 1) await turn();
		const minted = await engine.run({
			type: account.node,
			parameters: { operation: 'generate' },
			credential: [account.credential, 'c'],
		});
		late.open();
		expect((await waiting).failed).toEqual([]);
		expect(account.simulator.logins).toBe(2);
		expect(account.simulator.checks).toBe(0);
		expect(engine.credentials.row('c').accessToken).toBe(minted.json[0].accessToken);
	});

	test('a node’s request refused with 401 though the token is good is not sent again', async () => {
		const account = await personr();
		engine.save('c', account.fields);
		await request(account);
		account.simulator.behave(({ path }) =>
			path.endsWith('/forbidden') ? { status: 401, body: {} } : undefined,
		);
		const out = await request(account, {
			url: `${account.simulator.baseUrl}/forbidden`,
			helper: 'modern',
		});
		expect(out.json[0].error).toMatch(/refused this request, though it accepts the token/);
		expect(account.simulator.count(/forbidden$/)).toBe(1);
		expect(account.simulator.logins).toBe(1);
	});

	test('a cheap call that accepts anything keeps no dead token alive for ever', async () => {
		const account = await personr();
		account.simulator.checkIgnoresTokens = true;
		engine.save('c', account.fields);
		await request(account);
		account.simulator.revoke();
		expect((await request(account, { items: times(50) })).failed).toEqual([]);
		expect(account.simulator.logins).toBe(2);
		// A failure of another kind costs a login a minute at most.
		const now = Date.now();
		for (let second = 0; second < 120; second += 10) {
			setClock(now + second * 1000);
			await request(account, { url: `${account.simulator.baseUrl}/missing`, items: times(20) });
		}
		expect(account.simulator.logins).toBeLessThanOrEqual(4);
	});

	test('a cheap call that refuses everything costs no login per 404', async () => {
		const account = await personr();
		account.simulator.behave(({ path }) =>
			path.endsWith('applicant-status') ? { status: 401, body: {} } : undefined,
		);
		engine.save('c', account.fields);
		await request(account);
		const now = Date.now();
		for (let second = 0; second < 50; second += 5) {
			setClock(now + second * 1000);
			await request(account, { url: `${account.simulator.baseUrl}/missing`, items: times(20) });
		}
		expect(account.simulator.logins).toBe(2);
	});

	test('a check that breaks proves nothing: the request’s own error stands', async () => {
		const account = await genLogs();
		engine.save('c', account.fields);
		await request(account);
		account.simulator.behave(({ path }) =>
			path === '/alerts' ? { status: 200, reset: true } : undefined,
		);
		const out = await request(account, {
			url: `${account.simulator.baseUrl}/missing`,
			items: times(50),
		});
		expect(out.json[0].error).toMatch(/could not be found/);
		expect([account.simulator.logins, account.simulator.checks]).toEqual([1, 1]);
	});

	test('a good verdict is believed for a second, and no longer', async () => {
		const account = await genLogs();
		engine.save('c', account.fields);
		await request(account);
		const now = Date.now();
		const missing = { url: `${account.simulator.baseUrl}/missing`, items: times(10) };
		for (const millisecond of [0, 500, 999, 1_001, 1_900]) {
			setClock(now + millisecond);
			await request(account, missing);
		}
		// The first verdict takes a made-up token as well.
		expect(account.simulator.checks).toBe(3);
	});

	test('three refusals of fresh tokens within an hour: somebody else logs in too', async () => {
		const account = await personr();
		engine.save('c', account.fields);
		await request(account);
		const now = Date.now();
		for (const minute of [1, 2, 3]) {
			setClock(now + minute * MINUTE);
			account.simulator.revoke();
			const { failed } = await request(account, { items: times(5) });
			expect(failed).toHaveLength(minute < 3 ? 0 : 5);
			if (minute === 3)
				expect(failed[0].error).toMatch(/another system seems to log in.*service account/);
		}
		expect(account.simulator.logins).toBe(3);
		setClock(now + 5 * MINUTE);
		expect((await request(account)).failed).toEqual([]);
	});
});

describe('failed logins', () => {
	test('answer everyone for 2 s, a refusal for 60 s; changed details try at once', async () => {
		const account = await genLogs();
		engine.save('c', account.fields);
		account.simulator.behave(() => ({ status: 500, body: { detail: 'down' } }));
		const now = Date.now();
		setClock(now);
		await request(account, { items: times(200) });
		setClock(now + 1_999);
		await request(account, { items: times(200) });
		expect(account.simulator.logins).toBe(1);
		account.simulator.behave(() => ({
			status: 401,
			body: { detail: 'Incorrect email or password' },
		}));
		setClock(now + 2_001);
		const refused = await request(account, { items: times(200) });
		expect(refused.json[199].error).toMatch(
			/Incorrect email or password.*asks again after 60 seconds/,
		);
		setClock(now + 62_000);
		await request(account);
		expect(account.simulator.logins).toBe(2);
		account.simulator.behave();
		engine.save('c', {
			...account.fields,
			sendCredentialsIn: 'query',
			password: `${account.simulator.password} `,
		});
		expect((await request(account)).json[0].error).toMatch(/refused the login/);
		expect(account.simulator.logins).toBe(3);
		setClock(now + 62_002);
		engine.save('c', account.fields);
		expect((await request(account)).failed).toEqual([]);
	});
});

test('GIRO: a bearer token that has expired is told by name and time, before anything is sent', async () => {
	const simulator = await new GiroSimulator().start();
	started.push(simulator);
	const account = giroAccount(simulator);
	const { userId, accountId, xTag, baseUrl } = simulator;
	const bearerToken = simulator.jwt(3600);
	engine.save('c', {
		baseUrl,
		xTag,
		signIn: 'bearerToken',
		bearerToken,
		userId,
		accountId,
		maxAge: 2,
	});
	expect((await request(account)).failed).toEqual([]);
	simulator.forget();
	setClock(Date.now() + 90 * MINUTE);
	expect((await request(account)).failed).toEqual([]);
	simulator.revoke();
	const out = await request(account);
	expect(out.json[0].error).toMatch(
		/'Bearer Token' of the GIRO API credential expired at \d{4}-\d\d-\d\dT/,
	);
	expect(simulator.generates).toBe(0);
});
