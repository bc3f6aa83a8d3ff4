import type { IDataObject } from 'n8n-workflow';

import { SESSION_PROVIDERS, sessionAccount, type SessionAccount } from '../support/accounts.mts';
import { Bench, CROWD, times, type Ask } from '../support/bench.mts';
import { setClock } from '../support/clock.mts';

const MINUTE = 60_000;
const bench = new Bench();
let account: SessionAccount;

afterEach(async () => {
	jest.useRealTimers();
	await bench.stop();
});

/**
 * A process knows the newest session, and the credential does not hold it: one request writes it there. n8n gives that
 * request no second try, so its token has to be good.
 */
describe.each(SESSION_PROVIDERS)(
	'%s: a known session that the credential does not hold',
	(name) => {
		beforeEach(async () => {
			account = await sessionAccount(name);
			bench.keep(account.simulator);
			bench.engine.save('c', account.fields);
			bench.engine.save('d', account.fields);
			expect((await bench.request(account)).failed).toEqual([]);
		});

		/** Two minutes later, what was stored is known good or refused no more. */
		async function later(ask: Ask, how: 'revoked' | 'good'): Promise<void> {
			setClock(Date.now() + 2 * MINUTE);
			if (how === 'revoked') account.simulator.revoke();
			account.simulator.forget();
			const { failed } = await bench.request(account, { items: times(CROWD), ...ask });
			expect(failed).toEqual([]);
			expect(account.simulator.logins).toBe(how === 'revoked' ? 1 : 0);
			expect(account.simulator.checks).toBeLessThanOrEqual(3);
		}

		test.each(['legacy', 'modern'])(
			'another credential with the same details: a revoked token fails no item (%s)',
			async (helper) => await later({ row: 'd', helper }, 'revoked'),
		);

		test('another credential with the same details: a good token is used, without a login', async () => {
			await later({ row: 'd' }, 'good');
			expect(bench.engine.credentials.row('d').tokenSession).toBe(
				bench.engine.credentials.row('c').tokenSession,
			);
		});

		test('the credential was deleted and entered anew', async () => {
			bench.engine.save('c', account.fields);
			await later({}, 'revoked');
		});

		test('the newest is from a login through another credential', async () => {
			await bench.request(account, { row: 'd' });
			expect((await bench.token(account, 'generate')).error).toBeUndefined();
			await later({ row: 'd' }, 'revoked');
		});

		test('the credential holds expressions, and another tenant used it last', async () => {
			const other = await sessionAccount(name);
			bench.keep(other.simulator);
			other.simulator.password = 'the other tenant';
			const expressions = { baseUrl: '={{ $json.base }}', password: '={{ $json.password }}' };
			bench.engine.save('e', { ...account.fields, ...expressions });
			const mine = { base: account.simulator.baseUrl, password: account.fields.password };
			const theirs = { base: other.simulator.baseUrl, password: 'the other tenant' };
			const ask = { row: 'e', url: '={{ $json.base }}/things' };
			for (const item of [mine, theirs] as IDataObject[])
				expect((await bench.request(account, { ...ask, items: [item] })).failed).toEqual([]);
			await later({ ...ask, items: times(CROWD).map(() => mine as IDataObject) }, 'revoked');
		});
	},
);

test('where the cheap call accepts anything, writing makes no login', async () => {
	account = await bench.personr();
	bench.engine.save('c', account.fields);
	bench.engine.save('d', account.fields);
	await bench.request(account);
	setClock(Date.now() + 2 * MINUTE);
	account.simulator.forget();
	account.simulator.behave(({ path }) =>
		path.endsWith('/api-applicant-status') ? { status: 200, body: {} } : undefined,
	);
	expect((await bench.request(account, { row: 'd', items: times(20) })).failed).toEqual([]);
	expect(account.simulator.logins).toBe(0);
});
