import type { CachedToken } from '../../../tokens/cache/storedToken';
import type { AcquiredToken } from '../../../tokens/cache/tokenRequest';
import {
	GET,
	POLICY,
	SECOND,
	USE,
	after,
	own,
	sessionOf,
	start,
	useWorkers,
	workers,
} from '../../support/cacheWorkers.mts';

useWorkers();

/**
 * Both workers log in, the first one last. The answer to the second one comes late, so that its session has the greater
 * number, though its token was ended by the login of the first.
 */
async function logInAtOnce(): Promise<{ other: CachedToken; last: CachedToken }> {
	const other = await workers.login(workers.second);
	const last = await workers.login(workers.first);
	return { other: { ...other, order: last.order + 5 }, last };
}

/** The first worker's check has been seen to accept a token. */
async function calibrate(): Promise<void> {
	const session = await workers.login(workers.first);
	await after(11 * SECOND);
	workers.world.good.clear();
	await workers.first.refused(session, POLICY, workers.reach);
	await after(61 * SECOND);
	workers.world.logins = 0;
}

describe('two workers that log in at the same moment', () => {
	it('go on with the token of the last login, though that of the other was stored last', async () => {
		await calibrate();
		const { other, last } = await logInAtOnce();
		workers.first.adopt(own(other));
		const refused = workers.first.refused(other, POLICY, workers.reach);
		await after(200);
		const session = sessionOf(await refused);
		expect(session.response).toBe(last.response);
		expect(workers.logins).toBe(2);
		// The other worker takes it up from the credential, too.
		expect(session.order).toBeGreaterThan(other.order);
		workers.second.adopt(own(session));
		expect(workers.second.choose(USE, POLICY, own(session))).toBe(session);
	});

	it('log in again where that was refused as well', async () => {
		await calibrate();
		const { other, last } = await logInAtOnce();
		workers.first.adopt(own(other));
		workers.world.good.clear();
		for (const token of [other, last]) {
			const refused = workers.first.refused(token, POLICY, workers.reach);
			await after(3 * SECOND);
			await refused;
		}
		expect(workers.logins).toBe(3);
	});

	it('do not go back to a token of before', async () => {
		await calibrate();
		const { other } = await logInAtOnce();
		await after(10 * SECOND);
		workers.first.adopt(own(other));
		const refused = workers.first.refused(other, POLICY, workers.reach);
		await after(3 * SECOND);
		const session = sessionOf(await refused);
		expect(workers.logins).toBe(3);
		expect(workers.world.good).toContain(session.response.accessToken);
	});

	it('do not count it as a refusal of another system’s making', async () => {
		await calibrate();
		for (let time = 0; time < 3; time += 1) {
			const { other } = await logInAtOnce();
			workers.first.adopt(own(other));
			const refused = workers.first.refused(other, POLICY, workers.reach);
			await after(200);
			expect((await refused).failure).toBeUndefined();
			await after(11 * SECOND);
		}
		// Would fail for a minute.
		await workers.login(workers.first);
	});

	it('go on with the newest where that was replaced since: the token of before is tried, and not kept', async () => {
		await calibrate();
		const mine = await workers.login(workers.first);
		const theirs = await workers.login(workers.second);
		workers.first.adopt(own(theirs));
		const newest = await workers.login(workers.second);
		const refused = workers.first.refused(theirs, POLICY, workers.reach);
		await after(250);
		// What is stored meanwhile, and a request brings along.
		workers.first.adopt(own(newest));
		await after(3 * SECOND);
		expect(sessionOf(await refused)).toBe(newest);
		expect(workers.logins).toBe(3);
		expect(workers.first.known.isDead(mine)).toBe(true);
	});

	it('number what they take up below any later login', async () => {
		await calibrate();
		const { other, last } = await logInAtOnce();
		workers.first.adopt(own(other));
		await after(50);
		const later = { ...other, order: Date.now(), grant: { ...last.response, accessToken: 'later' } };
		const refused = workers.first.refused(other, POLICY, workers.reach);
		await after(200);
		expect(sessionOf(await refused).response).toBe(last.response);
		expect(workers.first.choose(USE, POLICY, own(later))).toBe(later);
	});

	it('log in once where many requests find both refused', async () => {
		await calibrate();
		const { other } = await logInAtOnce();
		workers.first.adopt(own(other));
		workers.world.good.clear();
		const many = Array.from({ length: 20 }, () =>
			workers.first.refused(other, POLICY, workers.reach),
		);
		await after(4 * SECOND);
		const tokens = (await Promise.all(many)).map((one) => sessionOf(one).response.accessToken);
		expect(new Set(tokens)).toEqual(workers.world.good);
		expect(workers.logins).toBe(3);
	});

	it('have each its own token where tokens live side by side', async () => {
		start(false);
		await calibrate();
		const { other } = await logInAtOnce();
		workers.first.adopt(own(other));
		workers.world.good.delete(other.response.accessToken);
		const session = sessionOf(await workers.first.refused(other, POLICY, workers.reach));
		expect(workers.logins).toBe(3);
		expect(workers.world.good).toContain(session.response.accessToken);
	});
});

describe('a stored token that is about to be output', () => {
	const isAtHand = (session: CachedToken) => workers.first.isAtHand(GET, POLICY, own(session));

	/** Many waited for a token in the first worker, and then another worker's was met. */
	async function contend(): Promise<CachedToken> {
		await Promise.all([...workers.want(workers.first, 3), after(3 * SECOND)]);
		return await workers.login(workers.second);
	}

	/** An execution sets out to make certain of a token; returns what ends that. */
	function settling(session: CachedToken): () => Promise<unknown> {
		let end: (result: { value: AcquiredToken }) => void = () => undefined;
		const ended = workers.first.certainty.settles(new Promise((done) => (end = done)));
		return async () => {
			end({ value: { token: session, renewed: true } });
			return await ended;
		};
	}

	it('is not certain while those of several workers may still be stored', async () => {
		const other = await contend();
		expect(isAtHand(other)).toBe(false);
		await after(10 * SECOND);
		expect(isAtHand(other)).toBe(true);
	});

	it('is certain once it was made so', async () => {
		const other = await contend();
		workers.first.certainty.token = other.response.accessToken;
		expect(isAtHand(other)).toBe(true);
	});

	it('is certain where it is older than their logins', async () => {
		await Promise.all([...workers.want(workers.first, 3), after(3 * SECOND)]);
		const other = await workers.login(workers.second);
		await after(10 * SECOND);
		workers.first.peers.joined();
		expect(isAtHand(other)).toBe(true);
	});

	it('is certain where no other worker’s was met', async () => {
		const [obtained] = workers.want(workers.first, 3);
		await after(3 * SECOND);
		expect(isAtHand(sessionOf((await obtained) as never))).toBe(true);
	});

	it('is certain where nobody else waited for one, and the login of a third would have ended by now', async () => {
		await workers.login(workers.first);
		const other = await workers.login(workers.second);
		await after(1_199);
		expect(isAtHand(other)).toBe(false);
		await after(1);
		expect(isAtHand(other)).toBe(true);
	});

	it('is certain at once where it was made here', async () => {
		expect(isAtHand(await workers.login(workers.first))).toBe(true);
	});

	it('is not certain while another execution makes certain of one that many wanted', async () => {
		const [obtained] = workers.want(workers.first, 3);
		await after(3 * SECOND);
		const session = sessionOf((await obtained) as never);
		expect(isAtHand(session)).toBe(true);
		const end = settling(session);
		expect(isAtHand(session)).toBe(false);
		await end();
		expect(isAtHand(session)).toBe(true);
	});

	it('is not certain while another execution makes certain of it', async () => {
		const session = await workers.login(workers.first);
		const end = settling(session);
		// Nothing speaks against it yet.
		expect(isAtHand(session)).toBe(true);
		const other = await workers.login(workers.second);
		await after(1_200);
		expect(isAtHand(other)).toBe(false);
		await end();
		expect(isAtHand(other)).toBe(true);
	});

	it('is still waited for when another execution’s attempt ends', async () => {
		const session = await workers.login(workers.first);
		const ends = [settling(session), settling(session)];
		await ends[0]();
		expect(workers.first.certainty.settling).toBeDefined();
		await ends[1]();
		expect(workers.first.certainty.settling).toBeUndefined();
	});
});

it.each([
	[998, true],
	[999, false],
])(
	'who came up to a second before a login wanted it at once with others: %d ms, %s',
	async (before, yes) => {
		workers.first.peers.joined();
		await after(before);
		// A millisecond later.
		await workers.login(workers.first);
		expect(workers.first.contested).toBe(yes);
	},
);
