import { SESSION_PROVIDERS, sessionAccount } from '../../support/accounts.mts';
import { Bench, times } from '../../support/bench.mts';
import { setClock } from '../../support/clock.mts';
import type { PersonrSimulator } from '../../support/simulators/personr.mts';

const ITEMS = 1_000;
const MINUTE = 60_000;

/** What a run of `Get`, or of requests that cannot report a refusal, costs beside the items' own requests. */
test('what the checks before use cost', async () => {
	const lines: string[] = [];
	for (const provider of SESSION_PROVIDERS) {
		const bench = new Bench();
		const account = await sessionAccount(provider);
		bench.keep(account.simulator);
		// Every simulator of a provider whose tokens are kept in the credential has these.
		const simulator = account.simulator as PersonrSimulator;
		let now = Date.now();
		setClock(now);
		bench.engine.save('c', account.fields as never);
		const counted = async (situation: string, run: () => Promise<unknown>) => {
			simulator.forget();
			const { writes } = bench.engine.credentials;
			await run();
			const cells = [simulator.logins, simulator.checks, bench.engine.credentials.writes - writes];
			lines.push(`| ${[provider, situation, ...cells].join(' | ')} |`);
		};
		const get = async () => await bench.token(account, 'get', times(ITEMS));
		const unreported = async () =>
			await bench.request(account, { items: times(ITEMS), neverError: true });
		const later = (duration: number) => setClock((now += duration));
		await counted('Get, nothing stored', get);
		await counted('Get, within 5 minutes', get);
		later(5 * MINUTE);
		await counted('Get, 5 minutes later', get);
		later(5 * MINUTE);
		simulator.revoke();
		await counted('Get, token revoked', get);
		await counted('Never Error, within a minute', unreported);
		later(MINUTE);
		await counted('Never Error, a minute later', unreported);
		later(MINUTE);
		simulator.revoke();
		await counted('Never Error, token revoked', unreported);
		jest.useRealTimers();
		await bench.stop();
	}
	process.stdout.write(
		`\n${ITEMS} items each\n\n| provider | situation | logins | cheap calls | writes to the credential |\n` +
			`| --- | --- | ---: | ---: | ---: |\n${lines.join('\n')}\n\n`,
	);
});
