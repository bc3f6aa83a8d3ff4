import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { MOST_CACHES } from '../../../tokens/tuning';
import { World } from '../../support/world.mts';
import { BODIES, BREAKS, STATUSES, type Fault } from './faults.mts';
import { POINTS, type Point } from './points.mts';
import { prove } from './proof.mts';
import { isAt } from './run.mts';

const MEBIBYTE = 1024 * 1024;
const FAULTS = 500;
/** A fault that left its answer or its request behind would leave 10 kB each time, twice as much as this. */
const BOUND = 2.5 * MEBIBYTE;

const PADDING = 'x'.repeat(10_000);

/** A fault with something to remember, and no time spent on asking again. */
const quick = (fault: Fault): Fault => ({
	...fault,
	reply: async (request, answer, point) => {
		const reply = await fault.reply(request, answer, point);
		const { body } = reply;
		const padded = typeof body === 'string' ? body + PADDING : { ...(body as object), PADDING };
		return { ...reply, body: padded, headers: { ...reply.headers, 'Retry-After': '3600' } };
	},
});
const QUICK = [...BODIES, ...STATUSES, ...BREAKS]
	.filter(({ name }) => !name.startsWith('10 MB') && !name.startsWith('reset'))
	.map(quick);

function heapAfterCollection(): number {
	setFlagsFromString('--expose-gc');
	const collect = runInNewContext('gc') as () => void;
	for (let turn = 0; turn < 3; turn += 1) collect();
	return process.memoryUsage().heapUsed;
}

let count = 0;

/** So many faults in turn, each at an account of its own, on a world that forgets what arrived. */
async function suffer(world: World, point: Point, faults: number): Promise<void> {
	const provider = world[point.provider];
	for (let n = 0; n < faults; n += 1) {
		const fault = QUICK[n % QUICK.length];
		provider.behave(async (request) => {
			if (!isAt(point, request)) return undefined;
			return await fault.reply(request, { status: 200, body: {} }, point);
		});
		count += 1;
		world.distinguish(point.provider, count);
		world.save(point.provider);
		const { error } = await world.run(point.provider, point.parameters, [point.item()]);
		expect(error).toBeDefined();
		prove(`memory over ${FAULTS} faults`, point, provider.arrived.length);
		provider.forget();
	}
}

// One of each provider's, at the request that gets the token.
const LOGINS = POINTS.filter(({ operation, request }) => {
	return operation === 'generate' && request.name !== 'login';
}).concat(POINTS.filter(({ operation, after }) => operation === 'generate' && after.length === 0));

test.each([...new Set(LOGINS)].map((point) => ({ provider: point.provider, point })))(
	`$provider: memory does not grow over ${FAULTS} faults`,
	async ({ point }) => {
		const world = new World();
		await world[point.provider].start();
		// As many accounts as are kept at most, so that from now on each new one takes the place of an old one.
		await suffer(world, point, MOST_CACHES);
		const before = heapAfterCollection();
		await suffer(world, point, FAULTS);
		const grown = heapAfterCollection() - before;
		await world[point.provider].stop();
		expect(grown).toBeLessThan(BOUND);
	},
);
