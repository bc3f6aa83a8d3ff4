import type { IDataObject } from 'n8n-workflow';

import { sessionAccount, type SessionAccount } from '../support/accounts.mts';
import { setClock } from '../support/clock.mts';
import { Engine } from '../support/engine.mts';
import { SESSIONS } from '../support/world.mts';

const HOUR = 3_600_000;
let account: SessionAccount;
let engine: Engine;

afterEach(async () => {
	jest.useRealTimers();
	await account.simulator.stop();
});

async function use(name: (typeof SESSIONS)[number], fields: IDataObject = {}): Promise<void> {
	account = await sessionAccount(name);
	engine = new Engine().save('c', { ...account.fields, ...fields } as never);
}

/** Calls the API as the HTTP Request node does. */
async function request(): Promise<void> {
	const parameters = { url: `${account.simulator.baseUrl}/things`, credential: account.credential };
	const credential: [string, string] = [account.credential, 'c'];
	const { json } = await engine.run({ type: 'test.apiRequest', parameters, credential });
	expect(json.filter(({ error }) => error !== undefined)).toEqual([]);
}

const status = () => engine.credentials.row('c').tokenStatus;

describe.each(SESSIONS)('%s: the status of the token', (name) => {
	test('is written with a login, and with a renewal', async () => {
		await use(name, { settings: { renewal: { maxAge: 24 } } });
		await request();
		const first = status();
		expect(first).toMatch(/^As of .* UTC: .*, renewed from .* UTC on$/);
		const now = Date.now() + 48 * HOUR;
		setClock(now);
		await request();
		expect(account.simulator.logins).toBe(2);
		expect(status()).not.toBe(first);
		const minute = new Date(now).toISOString().slice(0, 16).replace('T', ' ');
		expect(status()).toContain(`As of ${minute} UTC: `);
	});

	test('holds no secret', async () => {
		await use(name);
		await request();
		const { accessToken, password } = engine.credentials.row('c');
		for (const secret of [accessToken, password]) expect(status()).not.toContain(secret);
	});

	test.each([['nonsense'], ['={{ $json.missing }}'], [7], [null], [{ a: 1 }]])(
		'may be anything: %j',
		async (text) => {
			await use(name, { tokenStatus: text } as IDataObject);
			await request();
			// n8n never writes over an expression.
			expect(status()).toEqual(
				String(text).startsWith('=') ? text : expect.stringMatching(/^As of /),
			);
			engine.credentials.row('c').tokenStatus = text as never;
			await request();
			// It is no part of the identity: the stored token is used.
			expect(account.simulator.logins).toBe(1);
		},
	);
});
