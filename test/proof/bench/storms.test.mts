import { version } from 'n8n-core/package.json';
import { LoggerProxy, type IDataObject } from 'n8n-workflow';

import { CustomTokenApi } from '../../../credentials/CustomTokenApi.credentials';
import { PersonrApi } from '../../../credentials/PersonrApi.credentials';
import { Engine } from '../../support/engine.mts';
import { setClock } from '../../support/clock.mts';
import { PersonrSimulator } from '../../support/simulators/personr.mts';
import { OrdinaryApi } from './OrdinaryApi.mts';

const COUNTS = [1, 10, 100, 1_000];
const DAY = 86_400_000;

interface Measured {
	logins: number;
	requests: number;
	failed: number;
	milliseconds: number;
}

type Credential = 'personrApi' | 'customTokenApi' | 'ordinaryApi';

/** One credential type against a simulated Personr of its own. */
class Bench {
	private readonly engine: Engine;

	constructor(
		readonly personr: PersonrSimulator,
		private readonly credential: Credential,
	) {
		this.engine = new Engine([new PersonrApi(), new CustomTokenApi(), new OrdinaryApi()]);
		const { baseUrl, email, password } = personr;
		this.save(credential === 'customTokenApi' ? described(personr) : { baseUrl, email, password });
	}

	save(change: IDataObject): void {
		this.engine.save('c', { ...this.engine.credentials.rows.get('c'), ...change } as never);
	}

	async request(count: number, path = '/things'): Promise<Measured> {
		this.personr.forget();
		const parameters = { url: `${this.personr.baseUrl}${path}`, credential: this.credential };
		const items = Array.from({ length: count }, () => ({}));
		const start = performance.now();
		const out = await this.engine.run(
			{ type: 'test.apiRequest', parameters, credential: [this.credential, 'c'] },
			items,
		);
		const milliseconds = performance.now() - start;
		const failed = out.json.filter(({ error }) => error !== undefined).length;
		return {
			logins: this.personr.logins,
			requests: this.personr.arrived.length,
			failed,
			milliseconds,
		};
	}
}

/** Personr as a user describes it who knows nothing of this package's own credential. */
function described({ baseUrl, email, password }: PersonrSimulator): IDataObject {
	return {
		baseUrl,
		loginUrl: '/api-token-generate',
		username: email,
		password,
		sendLoginIn: 'multipart',
		usernameField: 'email',
		settings: {
			renewal: { revokesPrevious: true },
			// A bare number like this one can't be told from a time.
			expiry: { from: 'seconds', path: 'response.expires' },
		},
	};
}

const SITUATIONS: Array<{ name: string; run: (bench: Bench, count: number) => Promise<Measured> }> =
	[
		{ name: 'nothing stored', run: async (bench, count) => await bench.request(count) },
		{
			name: 'stored token revoked',
			async run(bench, count) {
				await bench.request(1);
				bench.personr.revoke();
				return await bench.request(count);
			},
		},
		{
			name: 'well past `renewAt`',
			async run(bench, count) {
				await bench.request(1);
				setClock(Date.now() + 360 * DAY);
				const measured = await bench.request(count);
				jest.useRealTimers();
				return measured;
			},
		},
		{
			name: 'the API answers 404',
			async run(bench, count) {
				await bench.request(1);
				return await bench.request(count, '/missing');
			},
		},
		{
			name: 'wrong password',
			async run(bench, count) {
				bench.save({ password: 'not the password' });
				return await bench.request(count);
			},
		},
		{
			name: 'password edited to a wrong one',
			async run(bench, count) {
				await bench.request(1);
				bench.save({ password: 'not the password' });
				return await bench.request(count);
			},
		},
	];

test('login storms', async () => {
	const lines: string[] = [];
	// The first run of anything pays for loading it.
	for (const credential of ['personrApi', 'ordinaryApi'] as const)
		await measure(credential, SITUATIONS[0].run, 10);
	for (const { name, run } of SITUATIONS) {
		for (const count of COUNTS) {
			const [ours, ordinary] = [
				await measure('personrApi', run, count),
				await measure('ordinaryApi', run, count),
			];
			const ratio = (ordinary.milliseconds / ours.milliseconds).toFixed(1);
			const pair = (key: keyof Measured) => `${ours[key]} / ${ordinary[key]}`;
			lines.push(
				`| ${name} | ${count} | ${pair('logins')} | ${pair('requests')} | ${pair('failed')} | ${ratio} |`,
			);
		}
	}
	const date = new Date().toISOString().slice(0, 10);
	process.stdout.write(
		`\n${date}, n8n-core ${version}, Personr simulated on loopback, \`npm run bench\`; this package / an ordinary credential\n\n` +
			'| situation | items | logins | requests | failed items | time of the ordinary one as a multiple of ours |\n' +
			`| --- | ---: | ---: | ---: | ---: | ---: |\n${lines.join('\n')}\n\n`,
	);
});

test('login storms of a described login', async () => {
	const lines: string[] = [];
	for (const { name, run } of SITUATIONS)
		for (const count of COUNTS) {
			const { logins, requests, failed } = await measure('customTokenApi', run, count);
			lines.push(`| ${name} | ${count} | ${logins} | ${requests} | ${failed} |`);
			expect(logins).toBeLessThanOrEqual(1);
		}
	process.stdout.write(
		`\nThe same Personr, described in the Custom Token API credential\n\n` +
			'| situation | items | logins | requests | failed items |\n' +
			`| --- | ---: | ---: | ---: | ---: |\n${lines.join('\n')}\n\n`,
	);
});

async function measure(
	credential: Credential,
	run: (bench: Bench, count: number) => Promise<Measured>,
	count: number,
): Promise<Measured> {
	const personr = await new PersonrSimulator().start();
	try {
		const bench = new Bench(personr, credential);
		// n8n sets the logger at the first run, and then says every failure on the console.
		const quiet = () => {};
		LoggerProxy.init({ error: quiet, info: quiet, debug: quiet, warn: quiet });
		return await run(bench, count);
	} finally {
		await personr.stop();
	}
}
