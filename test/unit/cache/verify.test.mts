import type { TokenCache } from '../../../tokens/cache/tokenCache';
import type { CheckResult } from '../../../tokens/cache/validation';
import { Failure } from '../../../tokens/http/failure';
import type { Reach } from '../../../tokens/cache/logins';
import { LIFETIME, World, immediately } from '../../support/cacheWorld.mts';

const POLICY = { renewBefore: 0, maxAge: 0 };
const GET = { kind: 'get' } as const;
const MINUTE = 60_000;

/** What a credential test is told, where the cheap call and the login answer like this. */
let world: World;
let account: TokenCache;
let probed: (token: string) => CheckResult;
let loginFailure: Failure | undefined;

const reach = (): Reach => ({
	...world.reach,
	ask: async () => {
		const answer = await world.reach.ask();
		return loginFailure ? { failure: loginFailure } : answer;
	},
	probe: async ({ accessToken }) => await Promise.resolve(probed(accessToken)),
});

const verify = async () => await account.verify(POLICY, reach());

beforeEach(() => {
	world = new World(false, immediately);
	account = world.account();
	probed = (token) => (world.good.has(token) ? 'accepted' : 'refused');
	loginFailure = undefined;
});

async function stored(): Promise<void> {
	expect((await account.obtain(GET, POLICY, reach())).failure).toBeUndefined();
	world.logins = 0;
}

describe('a credential test', () => {
	test('with nothing stored logs in, and that is enough', async () => {
		probed = () => 'broken';
		expect((await verify()).value).toMatchObject({ renewed: true });
		expect(world.logins).toBe(1);
	});

	test('passes without a login where the provider vouches for the stored token', async () => {
		await stored();
		expect((await verify()).value).toMatchObject({ renewed: false });
		expect(world.logins).toBe(0);
	});

	test('logs in where the stored token was revoked', async () => {
		await stored();
		world.good.clear();
		expect((await verify()).value).toMatchObject({ renewed: true });
		expect(world.logins).toBe(1);
	});

	test('tells why the login was refused where the stored token was revoked', async () => {
		await stored();
		world.good.clear();
		loginFailure = new Failure('refused', 'Provider: wrong password');
		expect((await verify()).failure?.message).toMatch(/^Provider: wrong password\./);
	});

	test('without a verdict on an old token does not pass', async () => {
		await stored();
		probed = () => 'broken';
		world.now += MINUTE;
		const { failure } = await verify();
		expect(failure?.message).toBe(
			'Provider did not say whether the token is good. Try again in a minute.',
		);
		expect(failure?.kind).toBe('unavailable');
		expect(world.logins).toBe(0);
	});

	test('without a verdict passes on a login of the minute before', async () => {
		await stored();
		probed = () => 'broken';
		world.now += MINUTE - 1;
		expect((await verify()).value).toMatchObject({ renewed: false });
	});

	test('without a verdict tells why the last login failed', async () => {
		await stored();
		probed = () => 'broken';
		loginFailure = new Failure('unavailable', 'Provider is down');
		const mint = { kind: 'mint', since: account.ended } as const;
		await account.obtain(mint, POLICY, reach());
		const { failure } = await verify();
		expect(failure?.message).toBe('Provider is down.');
	});

	test('does not pass on a token whose early renewal was refused, though it is good', async () => {
		await stored();
		loginFailure = new Failure('refused', 'Provider: wrong password');
		world.now += LIFETIME - MINUTE;
		const { failure } = await verify();
		expect(failure?.kind).toBe('refused');
		expect(failure?.message).toContain('the token is due but could not be renewed');
		expect(failure?.message).toContain('wrong password');
		expect(world.logins).toBe(1);
	});

	test('passes on a token whose early renewal found nobody', async () => {
		await stored();
		loginFailure = new Failure('unavailable', 'Provider is down');
		world.now += LIFETIME - MINUTE;
		expect((await verify()).value).toMatchObject({
			renewed: false,
			early: { failure: { kind: 'unavailable' } },
		});
	});
});
