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
/** The start of a step of 30 s. */
const STEP = START - (START % 30_000);

beforeEach(() => {
	server.twoFactor = 'totp';
	server.totpWindow = 0;
	world.save('rocketChat', { totpSecret: SECRET });
});

describe('a TOTP code with little time left', () => {
	test.each([
		[28_000, 0],
		[28_001, 2_999],
		[29_999, 1_001],
		[0, 1_000],
		[999, 1],
		[1_000, 0],
	])('at %i ms of its 30 s: the run waits %i ms', async (into, waits) => {
		setFastClock(STEP + into);
		itemOf(await run('generate'));
		expect(Date.now() - STEP - into).toBe(waits);
		expect(codes()).toHaveLength(1);
	});

	test('is sent at once where the user typed it', async () => {
		setFastClock(STEP + 29_500);
		world.save('rocketChat');
		const { json } = await run(
			'generate',
			{ options: { twoFactorMethod: 'totp', twoFactorCode: '123456' } },
			[{}],
			GOES_ON,
		);
		expect(json[0].error).toContain('totp-invalid');
		expect(Date.now()).toBe(STEP + 29_500);
		expect(codes()).toEqual([['totp', '123456']]);
	});
});

describe('a TOTP code that is too old when it arrives', () => {
	/** Delays the first requests on their way. */
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

	test('is followed by none if it was not too old', async () => {
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
	])('by %i ms make no difference at %i ms of a step', async (offset, into) => {
		setFastClock(STEP + into);
		server.totpClockOffset = offset;
		itemOf(await run('generate'));
		expect(codes()).toHaveLength(1);
	});

	test.each([-30_000, 30_000])(
		'by a whole step (%i ms) are within the window of the server',
		async (offset) => {
			setFastClock(STEP + 15_000);
			server.totpWindow = 1;
			server.totpClockOffset = offset;
			itemOf(await run('generate'));
		},
	);
});

test('a code that waits for a rate limit is made when it is sent', async () => {
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
])('the secret %j is accepted', async (totpSecret) => {
	setFastClock(STEP);
	world.save('rocketChat', { totpSecret });
	itemOf(await run('generate'));
	expect(codes()).toHaveLength(1);
});

test.each(['GEZDGNBV1', 'GEZD.GNBV', 'otpauth://totp/x?secret=GEZDGNBV', '====', 'ÄÖÜ'])(
	'the secret %j is an error that names the field',
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
