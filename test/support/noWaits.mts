// The package waits in many places: before it tries again, and for other workers. In these tests such a wait is over as
// soon as no request is under way, and the shortest one ends first. A test with timers of its own, Jest's fake ones or
// `setFastClock`, decides itself.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';

const FILE = require.resolve('../../tokens/http/waiting');
const BEGUN = ['http.client.request.start', 'undici:request:create'];
const ENDED = [
	...['http.client.response.finish', 'http.client.request.error'],
	...['undici:request:trailers', 'undici:request:error'],
];
/** Turns of a millisecond without a request after which nothing more is going to happen by itself. */
const QUIET = 10;
const { setTimeout: realTimeout, clearTimeout: clearRealTimeout } = globalThis;

interface Wait {
	/** When it is over, in the time that `waited` counts. */
	until: number;
	end: () => void;
}

const waits = new Set<Wait>();
const requests = new Set<unknown>();
let time = 0;
let isLooking = false;

let areReal = false;

/** For the tests of a file that are about waiting itself. */
export function waitInRealTime(): void {
	beforeAll(() => void (areReal = true));
	afterAll(() => void (areReal = false));
}

/** How long the waits would have taken, in milliseconds; those that went on at once count once. */
export const waited = (): number => time;

async function shortSleep(duration: number): Promise<void> {
	await new Promise<void>((done) => {
		const end = () => {
			clearRealTimeout(timer);
			waits.delete(wait);
			done();
		};
		const wait = { until: time + duration, end };
		// While a request goes on and on, it is a wait like any other.
		const timer = realTimeout(end, duration);
		waits.add(wait);
		if (!isLooking) void endWaits();
	});
}

/** Ends the shortest wait whenever nothing else goes on, until there is none. */
async function endWaits(): Promise<void> {
	isLooking = true;
	for (let quiet = 0; waits.size > 0; ) {
		await new Promise((done) => realTimeout(done, 1));
		quiet = requests.size > 0 ? 0 : quiet + 1;
		const [shortest] = [...waits].sort((a, b) => a.until - b.until);
		if (quiet < QUIET || shortest === undefined) continue;
		time = shortest.until;
		shortest.end();
		quiet = 0;
	}
	isLooking = false;
}

interface Message {
	request: unknown;
	response?: { once?: (event: 'close', listener: () => void) => void };
}

const begin = (message: unknown) => void requests.add((message as Message).request);

/** Of a response to Node's own client, the body is still to come. */
function end(message: unknown): void {
	const { request, response } = message as Message;
	if (response?.once) response.once('close', () => requests.delete(request));
	else requests.delete(request);
}

beforeAll(() => {
	// Whoever has not loaded it cannot wait, and it takes a while to load.
	if (!(FILE in require.cache)) return;
	const { clock } = jest.requireActual<typeof import('../../tokens/http/waiting')>(FILE);
	const { sleep } = clock;
	clock.sleep = async (duration) => {
		const isOwn = areReal || globalThis.setTimeout !== realTimeout;
		await (isOwn ? sleep(duration) : shortSleep(duration));
	};
	for (const channel of BEGUN) subscribe(channel, begin);
	for (const channel of ENDED) subscribe(channel, end);
});

// The next file of tests runs in the same process.
afterAll(() => {
	for (const channel of BEGUN) unsubscribe(channel, begin);
	for (const channel of ENDED) unsubscribe(channel, end);
});
