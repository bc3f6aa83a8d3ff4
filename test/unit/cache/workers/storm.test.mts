import {
	CONCURRENCY,
	QueueMode,
	type Outcome,
	type Setting,
} from '../../../support/storm/storm.mts';
import { ALONE } from '../../../../tokens/tuning';

// Many executions at once in several workers, where each login ends the token before it. Time is virtual, and all that is
// left to chance follows from a seed: `STORMS=200` tries so many for each row.
const SEEDS = Array.from({ length: Number(process.env.STORMS ?? 1) }, (_, index) => index + 1);
/** More than all workers run at a time, so that some begin when there is a token. */
const EXECUTIONS = 80;
/** Longer than a login is recent. */
const LATER = 12_000;
const LOGINS_PER_WORKER = 8;

/** How much slower a machine is than the usual one. */
const [FAST, USUAL, SLOW] = [0.4, 1, 2];
const ROWS: Array<Omit<Setting, 'seed'>> = [
	...[FAST, USUAL, SLOW].flatMap((slowness) => [
		{ workers: 3, slowness, login: 150 },
		{ workers: 3, slowness, login: 1_200 },
	]),
	{ workers: 5, slowness: USUAL, login: 150 },
	{ workers: 5, slowness: FAST, login: 1_200 },
];
const SETTINGS = SEEDS.flatMap((seed): Setting[] => ROWS.map((row) => ({ ...row, seed })));

afterAll(() => jest.restoreAllMocks());

/** What happened in a storm, if more failed than may. */
const whyFailed = ({ failed, history }: Outcome, most = 0) => (failed > most ? history : []);

describe.each(SETTINGS)(
	'$workers workers, slowness $slowness, a login of $login ms, seed $seed:',
	(setting) => {
		const { workers } = setting;
		const storms: Record<string, Outcome> = {};

		beforeAll(async () => {
			const n8n = new QueueMode(setting);
			storms.first = await n8n.storm(n8n.add(), EXECUTIONS);
			const account = n8n.add();
			await n8n.meet(account);
			await n8n.time.pass(LATER);
			account.personr.revoke();
			storms.revoked = await n8n.storm(account, EXECUTIONS);
			await n8n.time.pass(LATER);
			storms.empty = await n8n.storm(n8n.add(), EXECUTIONS);
			n8n.restart();
			account.personr.revoke();
			storms.restarted = await n8n.storm(account, EXECUTIONS);
		});

		it('where workers know nothing of each other, one execution of each may fail, or a few batches after slow logins', () => {
			const most = setting.login < 800 ? workers : 2 * CONCURRENCY;
			expect(whyFailed(storms.first, most)).toEqual([]);
		});

		it.each([
			['the token was revoked', 'revoked'],
			['another credential holds no token', 'empty'],
			['they were started anew after the token was revoked', 'restarted'],
		])('where they know of each other, none fails: %s', (_case, storm) => {
			expect(whyFailed(storms[storm])).toEqual([]);
		});

		it('a worker logs in a few times', () => {
			const logins = Object.values(storms).map((outcome) => outcome.logins);
			expect(Math.max(...logins)).toBeLessThanOrEqual(LOGINS_PER_WORKER * workers);
		});
	},
);

describe.each([FAST, USUAL, SLOW])('one worker alone, slowness %d:', (slowness) => {
	it.each(SEEDS)('logs in once, within 0.8 s, and asks nothing: seed %d', async (seed) => {
		const n8n = new QueueMode({ seed, workers: 1, slowness, login: 150 });
		const { failed, logins, checks, longestWait } = await n8n.storm(n8n.add(), 20);
		expect({ failed, logins, checks }).toEqual({ failed: 0, logins: 1, checks: 0 });
		expect(longestWait).toBeLessThanOrEqual(800);
	});

	it.each(SEEDS)('with one execution, within 0.25 s: seed %d', async (seed) => {
		const n8n = new QueueMode({ seed, workers: 1, slowness, login: 150 });
		const { failed, logins, longestWait } = await n8n.storm(n8n.add(), 1);
		expect({ failed, logins }).toEqual({ failed: 0, logins: 1 });
		expect(longestWait).toBeLessThanOrEqual(ALONE);
	});
});
