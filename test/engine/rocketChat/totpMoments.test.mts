import { setFastClock } from '../../support/clock.mts';
import { failureOf } from '../../support/world.mts';
import {
	BY_NAME,
	GOES_ON,
	START,
	codes,
	itemOf,
	named,
	run,
	server,
	statusOf,
	useWorld,
	world,
} from '../../support/rocketChatNode.mts';

useWorld();

const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
/** A step of 30 s begins here. */
const STEP = START - (START % 30_000);

beforeEach(() => {
	server.twoFactor = 'totp';
	server.totpWindow = 0;
	world.save('rocketChat', { totpSecret: SECRET });
});

describe('a code that has little time left', () => {
	test.each([
		[28_000, 0],
		[28_001, 2_999],
		[29_999, 1_001],
		[0, 1_000],
		[999, 1],
		[1_000, 0],
	])('at %i ms of its 30 s, is waited out: %i ms', async (into, waits) => {
		setFastClock(STEP + into);
		itemOf(await run('generate'));
		expect(Date.now() - STEP - into).toBe(waits);
		expect(codes()).toHaveLength(1);
	});

	test('is sent as it is where the user typed it', async () => {
		setFastClock(STEP + 29_500);
		world.save('rocketChat');
		const { json } = await run(
			'generate',
			{ twoFactorMethod: 'totp', twoFactorCode: '123456' },
			[{}],
			GOES_ON,
		);
		expect(json[0].error).toContain('totp-invalid');
		expect(Date.now()).toBe(STEP + 29_500);
		expect(codes()).toEqual([['totp', '123456']]);
	});
});

describe('a code that grew old on its way', () => {
	/** The first requests arrive so much later than they were sent. */
	const delayed = (delay: number, times: number) => {
		let late = 0;
		server.behave(() => {
			late += 1;
			if (late <= times) jest.setSystemTime(Date.now() + delay);
			return undefined;
		});
	};

	test('is followed by the next one, once', async () => {
		setFastClock(STEP + 27_000);
		delayed(3_000, 1);
		const { accessToken } = itemOf(await run('generate'));
		expect(await statusOf(accessToken)).toBe(200);
		const [first, second, ...more] = codes().slice(0, -1);
		expect(more).toEqual([]);
		expect(second).not.toEqual(first);
	});

	test('is not followed by a third', async () => {
		setFastClock(STEP + 27_000);
		delayed(30_000, 9);
		const { json } = await run('generate', BY_NAME, named('a', 'b', 'c'), GOES_ON);
		for (const { error } of json) expect(error).toContain('totp-invalid');
		expect(codes()).toHaveLength(2);
	});

	test('and one that did not is not followed by any', async () => {
		setFastClock(STEP + 27_000);
		server.totpClockOffset = 90_000;
		expect(failureOf(await run('generate'))).toContain('check the clock of this machine');
		expect(codes()).toHaveLength(1);
	});
});

describe('clocks that differ', () => {
	test.each([
		[1_900, 28_200],
		[-1_000, 20_000],
		[25_000, 1_000],
	])('by %i ms do no harm at %i ms of a step', async (offset, into) => {
		setFastClock(STEP + into);
		server.totpClockOffset = offset;
		itemOf(await run('generate'));
		expect(codes()).toHaveLength(1);
	});

	test.each([-30_000, 30_000])(
		'by a step (%i ms) are what the window of the server is for',
		async (offset) => {
			setFastClock(STEP + 15_000);
			server.totpWindow = 1;
			server.totpClockOffset = offset;
			itemOf(await run('generate'));
		},
	);
});

test('a code waits its turn for the rate limit and is made when it goes out', async () => {
	setFastClock(STEP);
	server.rateLimit = { calls: 1, window: 60_000 };
	const { json, error } = await run('generate', BY_NAME, named('a', 'b', 'c'));
	expect(error).toBeUndefined();
	expect(json).toHaveLength(3);
	expect(server.tokens.size).toBe(3);
	expect(Date.now() - STEP).toBeGreaterThanOrEqual(120_000);
});

test.each([
	'gezdgnbvgy3tqojqgezdgnbvgy3tqojq',
	` ${SECRET.replace(/(.{4})/g, '$1 ')}`,
	`${SECRET}======`,
])('the secret %j is taken', async (totpSecret) => {
	setFastClock(STEP);
	world.save('rocketChat', { totpSecret });
	itemOf(await run('generate'));
	expect(codes()).toHaveLength(1);
});

test.each(['GEZDGNBV1', 'GEZD.GNBV', 'otpauth://totp/x?secret=GEZDGNBV', '====', 'ÄÖÜ'])(
	'the secret %j is refused by its name',
	async (totpSecret) => {
		world.save('rocketChat', { totpSecret });
		for (const operation of ['generate', 'regenerate', 'rotate', 'delete', 'getMany']) {
			const said = failureOf(await run(operation));
			expect(said).toContain(
				"'TOTP Secret' of the Rocket.Chat Token API credential is not valid Base32",
			);
			expect(said).not.toContain(totpSecret);
		}
		expect(world.arrived).toBe(0);
	},
);
