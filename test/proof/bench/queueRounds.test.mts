import { pause, setLifetime, World, type Case } from '../../system/queue/world.mts';

const EXECUTIONS = 300;
const WORKERS = 3;
const ROUNDS = 10;
/** What two batches of workers were running, which fail together, on a machine that is busy with something else. */
const BY_CHANCE = 20;

/** Personr's logins end the token before them: what several workers do at one moment shows here. */
const world = new World();
const cold: Case[] = [];
const rows: string[] = [];

beforeAll(async () => {
	for (let round = 1; round <= ROUNDS; round++) {
		cold.push(await world.add('personr', `personr-${round}`));
	}
	await world.start(WORKERS);
});

afterAll(async () => {
	await world.stop();
	const head =
		'| round | nothing stored: logins | failed | revoked: logins | failed |\n| ---: | ---: | ---: | ---: | ---: |';
	process.stdout.write(`\n${[head, ...rows].join('\n')}\n\n`);
});

it.each(Array.from({ length: ROUNDS }, (_, index) => index))(
	'round %# of Personr with three workers: nothing stored, then revoked',
	async (round) => {
		const used = cold[round];
		const first = await world.storm(used, EXECUTIONS);
		// Longer than anything that a process remembers of the logins before.
		await pause(12_000);
		setLifetime(used.simulator, 86_400);
		used.simulator.revoke();
		const second = await world.storm(used, EXECUTIONS);
		const cells = [round + 1, first.logins, first.failed, second.logins, second.failed];
		rows.push(`| ${cells.join(' | ')} |`);
		expect(Math.max(first.failed, second.failed)).toBeLessThanOrEqual(BY_CHANCE);
	},
);
