import { createGzip } from 'node:zlib';

import { tooLarge, tooSlow, unusable, writing, jsonOf, type Fault } from './faults.mts';
import { POINTS } from './points.mts';
import { strikeEverywhere } from './proof.mts';

/** Milliseconds: twice as long as anyone waits. */
const MINUTE = 60_000;
const ALL_AT_ONCE = { modes: ['lasting' as const], atOnce: POINTS.length };

const hang: Fault = {
	name: 'hang past the time-out',
	...tooSlow,
	reply: () =>
		writing((outgoing) => {
			const end = setTimeout(() => outgoing.socket?.destroy(), MINUTE);
			outgoing.on('close', () => clearTimeout(end));
		}),
};

/** An answer that is good in the end, and comes byte by byte: there is never a second of silence. */
const drip: Fault = {
	name: 'drips for a minute',
	...tooSlow,
	reply: (_request, answer) =>
		writing((outgoing) => {
			const text = jsonOf(answer);
			outgoing.writeHead(200, { 'Content-Type': 'application/json' });
			let at = 0;
			const next = setInterval(() => {
				outgoing.write(text.slice(at, at + 1) || ' ');
				at += 1;
				if (at * 500 >= MINUTE) outgoing.end(text.slice(at));
			}, 500);
			outgoing.on('close', () => clearInterval(next));
		}),
};

// No clock is touched: these are the real 30 seconds, for all operations together.
test.each([hang, drip])('$name', async (fault) => {
	const start = Date.now();
	expect(await strikeEverywhere(fault, ALL_AT_ONCE)).toEqual([]);
	expect(Date.now() - start).toBeGreaterThanOrEqual(30_000);
	expect(Date.now() - start).toBeLessThan(MINUTE);
});

describe('a gzip bomb', () => {
	const SIZE = 300;
	const MEBIBYTE = 1024 * 1024;
	/** More than the engine, a test and a few answers of 1 MiB take; far less than one bomb would. */
	const BOUND = 100 * MEBIBYTE;
	let bomb: Buffer;

	beforeAll(async () => {
		const gzip = createGzip({ level: 9 });
		const chunks: Buffer[] = [];
		gzip.on('data', (chunk: Buffer) => chunks.push(chunk));
		const zeros = Buffer.alloc(MEBIBYTE, ' ');
		for (let written = 0; written < SIZE; written += 1) {
			if (!gzip.write(zeros)) await new Promise((drained) => gzip.once('drain', drained));
		}
		await new Promise<void>((ended) => gzip.on('end', ended).end());
		bomb = Buffer.concat(chunks);
	});

	test(`of ${SIZE} MB is not unpacked`, async () => {
		expect(bomb.length).toBeLessThan(MEBIBYTE);
		const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' };
		const fault: Fault = {
			name: 'gzip bomb of 300 MB',
			...tooLarge,
			reply: () => ({ status: 200, body: bomb, headers }),
		};
		const before = process.memoryUsage().rss;
		let most = 0;
		const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 5);
		const problems = await strikeEverywhere(fault, { modes: ['lasting'], atOnce: 4 });
		clearInterval(watch);
		expect(problems).toEqual([]);
		expect(most).toBeGreaterThan(0);
		expect(most - before).toBeLessThan(BOUND);
	});

	test('that is cut off is an answer that cannot be read', async () => {
		const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' };
		const fault: Fault = {
			...unusable,
			name: 'gzip that is none',
			says: 'gave an answer that cannot be read',
			advice: 'Try again later',
			reply: () => ({ status: 200, body: Buffer.from('no gzip at all'), headers }),
		};
		expect(await strikeEverywhere(fault, { modes: ['lasting'] })).toEqual([]);
	});
});
