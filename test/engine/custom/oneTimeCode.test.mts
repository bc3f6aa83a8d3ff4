import { setFastClock } from '../../support/clock.mts';
import { CustomWorld, wrong } from '../../support/customWorld.mts';
import { jsonBody, type Arrived, type Reply } from '../../support/simulators/simulator.mts';

/** In milliseconds: how long a code is valid. */
const STEP = 30_000;
/** Ten seconds after a code has changed. */
const NOW = 60_000_000 * STEP + 10_000;

/** Takes each code once, as RFC 6238 has it, and notes when it came. */
class Codes {
	readonly times: number[] = [];
	private readonly used = new Set<unknown>();

	readonly login = (request: Arrived): Reply => {
		const code = jsonBody(request)?.otp;
		if (code !== undefined && this.used.has(code))
			return { status: 412, body: { message: 'invalid code' } };
		this.used.add(code);
		this.times.push(Date.now());
		return { status: 200, body: { token: `Tk.${'x'.repeat(20)}${this.used.size}` } };
	};
}

let world: CustomWorld;
let codes: Codes;

beforeEach(async () => {
	codes = new Codes();
	setFastClock(NOW);
	const oneTimeCode = { secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', name: 'otp' };
	const settings = { oneTimeCode, check: { by: 'none' } };
	world = await CustomWorld.start({ 'POST /login': codes.login }, { settings });
});

afterEach(async () => {
	await world.stop();
	jest.restoreAllMocks();
	jest.useRealTimers();
});

async function logIn(): Promise<void> {
	expect(wrong(await world.run('generate'))).toBe('');
}

test('a login soon after another one waits for the next code', async () => {
	await logIn();
	expect(codes.times).toEqual([NOW]);
	await logIn();
	expect(codes.times).toEqual([NOW, NOW + 20_000]);
});

test('a login with the next code waits for nothing', async () => {
	await logIn();
	jest.setSystemTime(NOW + STEP);
	await logIn();
	expect(codes.times).toEqual([NOW, NOW + STEP]);
});

test('a login without a code waits for nothing', async () => {
	world.save({ settings: { check: { by: 'none' } } });
	await logIn();
	await logIn();
	expect(codes.times).toHaveLength(2);
	expect(Date.now()).toBe(NOW);
});
