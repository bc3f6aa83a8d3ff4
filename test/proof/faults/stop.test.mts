import type { IDataObject } from 'n8n-workflow';

import { GRANTS } from '../../support/grants.mts';
import { waitInRealTime } from '../../support/noWaits.mts';
import { gate, type Reply } from '../../support/simulators/simulator.mts';
import { OLD, POINTS, type Point } from './points.mts';
import { prove } from './proof.mts';
import { isAt, runPoint, worldFor } from './run.mts';

/** Milliseconds. Without the stop, each of these would take 20 s or more. */
const AT_ONCE = 5_000;

const NAMED = POINTS.map((point) => ({
	...point,
	name: `${point.provider} ${point.operation}, at ${point.request.name}`,
}));

/** Runs an operation, and stops the execution as soon as its request has arrived. */
async function stopAt(point: Point, reply: (opened: Promise<void>) => Promise<Reply | undefined>) {
	const world = await worldFor(point);
	const provider = world[point.provider];
	const stop = new AbortController();
	const { wait, open } = gate();
	provider.behave(async (request) => {
		if (!isAt(point, request)) return undefined;
		// Before the answer, or after one that says to wait.
		setTimeout(() => stop.abort(), 50);
		return await reply(wait);
	});
	const outcome = await runPoint(world, point, stop.signal);
	return { world, provider, outcome, open };
}

/** Waits until something holds; where it does not come, its test's time is up. */
async function until(holds: () => boolean): Promise<void> {
	while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Time for whatever would still be sent to arrive. */
async function settle(origin: string): Promise<void> {
	for (let turn = 0; turn < 20; turn += 1) await (await fetch(`${origin}/other`)).text();
}

describe('a stopped execution ends while the provider is still to answer', () => {
	test.each(NAMED)(
		'$name',
		async (point) => {
			const { world, provider, outcome, open } = await stopAt(point, async (opened) => {
				await opened;
				return undefined;
			});
			expect(outcome.run.status).toBe('canceled');
			expect(provider.arrived).toHaveLength(point.before.length + 1);
			open();
			if (point.provider === 'rocketChat') {
				await settle(provider.origin);
				// What was under way ends; nothing more is sent.
				const asked = provider.arrived.filter(({ path }) => path !== '/other');
				expect(asked).toHaveLength(point.before.length + 1);
			} else {
				// A login under way is finished, and its token stored.
				const { provider: name } = point;
				await until(() => ![undefined, OLD].includes(world.row(name).accessToken as string));
				const kept = String(world.row(name).accessToken);
				const { giro, genLogs, personr, custom } = world;
				const granted = GRANTS.flatMap((grant) => [...world[grant].tokens]);
				const given = [...giro.tokens, ...genLogs.tokens.keys(), ...custom.tokens, ...granted];
				expect([...given, personr.token]).toContain(kept);
				const { grant } = JSON.parse(String(world.row(name).tokenSession)) as IDataObject;
				expect(grant).toMatchObject({ accessToken: kept });
			}
			prove('stopped while it waits for an answer', point, provider.arrived.length);
			await provider.stop();
		},
		AT_ONCE,
	);
});

describe('a stopped execution ends while it waits to ask again', () => {
	waitInRealTime();

	test.each(NAMED)(
		'$name',
		async (point) => {
			const busy = { status: 429, headers: { 'Retry-After': '20' }, body: {} };
			const { provider, outcome } = await stopAt(point, async () => await Promise.resolve(busy));
			expect(outcome.run.status).toBe('canceled');
			expect(provider.arrived).toHaveLength(point.before.length + 1);
			prove('stopped while it waits to ask again', point, provider.arrived.length);
			await provider.stop();
		},
		AT_ONCE,
	);
});
