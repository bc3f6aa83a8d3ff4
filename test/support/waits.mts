import { clock } from '../../tokens/http/waiting';

/**
 * Ends every wait at once and moves the clock by it, in each test of a file.
 *
 * @returns the waits of the running test, in milliseconds
 */
export function skipWaits(): number[] {
	const waits: number[] = [];
	const { now, sleep } = clock;
	beforeEach(() => {
		waits.length = 0;
		clock.now = () => now() + waits.reduce((sum, wait) => sum + wait, 0);
		clock.sleep = async (duration) => void waits.push(duration);
	});
	afterEach(() => Object.assign(clock, { now, sleep }));
	return waits;
}
