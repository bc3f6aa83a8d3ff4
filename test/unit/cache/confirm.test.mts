import type { TokenCache } from '../../../tokens/cache/tokenCache';
import type { CheckResult } from '../../../tokens/cache/validation';
import type { Reach } from '../../../tokens/cache/logins';
import type { CachedToken } from '../../../tokens/cache/storedToken';
import type { AcquiredToken } from '../../../tokens/cache/tokenRequest';
import { World, immediately } from '../../support/cacheWorld.mts';

const POLICY = { renewBefore: 0, maxAge: 0 };
const GET = { kind: 'get' } as const;

let world: World;
let account: TokenCache;
/** A session of another worker's, which has just been met: more of its logins may come. */
let theirs: CachedToken;
let checks: string[];
/** What happens while the provider is asked about a token. */
let meanwhile: (token: string) => void;
let verdict: ((token: string) => CheckResult) | undefined;

function reach(): Reach {
	return {
		...world.reach,
		probe: async ({ accessToken }) => {
			checks.push(accessToken);
			const said = verdict?.(accessToken);
			meanwhile(accessToken);
			return said ?? (await world.reach.probe({ accessToken, userId: null, accountId: null }));
		},
	};
}

const order = { last: 0 };
/** A login of another worker's, whose session this process finds in the credential. */
function meet(): CachedToken {
	order.last = Math.max(order.last, world.now) + 10;
	const session = { digest: 'digest', order: order.last, grant: world.mint() };
	account.adopt({ kind: 'own', session });
	return session;
}

async function start(): Promise<void> {
	world = new World(true, immediately);
	account = world.account();
	order.last = 0;
	checks = [];
	meanwhile = () => {};
	verdict = undefined;
	await account.obtain(GET, POLICY, world.reach);
	theirs = meet();
	world.logins = 0;
}

beforeEach(start);

const confirm = async (obtained: AcquiredToken = { token: theirs, renewed: false }) =>
	await account.confirm(obtained, reach());

/** A login after which the check is believed, for it was seen to accept the fresh token. */
async function seen(): Promise<CachedToken> {
	const fresh = await account.obtain({ kind: 'mint', since: account.ended }, POLICY, reach());
	world.logins = 0;
	return fresh.value?.token as CachedToken;
}

describe('a token for a request without a second try', () => {
	test('is taken at its word where no other worker was seen to log in', async () => {
		world.now += 10_001;
		expect(await confirm()).toEqual({ value: { session: theirs, renewed: false } });
		expect(checks).toEqual([]);
	});

	test('is used where the provider accepts it', async () => {
		expect(await confirm()).toEqual({ value: { session: theirs, renewed: false } });
		expect(checks[0]).toBe(theirs.response.accessToken);
		expect(world.logins).toBe(0);
	});

	test('is used where the provider cannot be asked', async () => {
		verdict = () => 'broken';
		expect(await confirm()).toEqual({ value: { session: theirs, renewed: false } });
		expect(checks).toHaveLength(1);
	});

	test('gives way to a newer one, which is tried in its place', async () => {
		const newer = meet();
		expect(await confirm()).toEqual({ value: { session: newer, renewed: false } });
		expect(checks[0]).toBe(newer.response.accessToken);
	});

	test('is replaced by a login where the provider refuses it', async () => {
		const session = await seen();
		world.good.clear();
		const { value } = await confirm({ token: session, renewed: false });
		expect(value).toMatchObject({ renewed: true });
		expect(world.good.has(value?.token.response.accessToken as string)).toBe(true);
		expect(world.logins).toBe(1);
	});

	test('is replaced by another worker’s, should that turn up while the provider refuses it', async () => {
		const session = await seen();
		let newer: CachedToken | undefined;
		verdict = (token) => (token === session.response.accessToken ? 'refused' : 'accepted');
		meanwhile = () => (newer ??= meet());
		const { value } = await confirm({ token: session, renewed: true });
		// It was this run that asked, though another asked later.
		expect(value).toEqual({ session: newer, renewed: true });
		expect(world.logins).toBe(0);
	});

	test('that cannot be replaced fails with the reason', async () => {
		const session = await seen();
		world.good.clear();
		verdict = () => 'refused';
		world.down = true;
		const { failure } = await confirm({ token: session, renewed: false });
		expect(failure?.message).toBe('The provider is down.');
	});

	test('that is due and could not be renewed is used as it is', async () => {
		const early = { failure: new Error('due') as never, first: false };
		const obtained = { session: theirs, renewed: false, early };
		expect(await confirm(obtained)).toEqual({ value: obtained });
		expect(checks).toEqual([]);
	});

	test('is tried a few times at the most, should every login be ended by another', async () => {
		const session = await seen();
		let learnt = 0;
		verdict = () => {
			// The check that follows a login learns that fresh tokens are good; by the next one, that one is not.
			const follows = world.logins > learnt;
			learnt = world.logins;
			return follows ? 'accepted' : 'refused';
		};
		const { value } = await confirm({ token: session, renewed: false });
		expect(value?.renewed).toBe(true);
		expect(world.logins).toBe(5);
	});

	test('is nobody’s renewal where another worker’s turns up for one that this run did not ask for', async () => {
		const session = await seen();
		let newer: CachedToken | undefined;
		verdict = (token) => (token === session.response.accessToken ? 'refused' : 'accepted');
		meanwhile = () => (newer ??= meet());
		const { value } = await confirm({ token: session, renewed: false });
		expect(value).toEqual({ session: newer, renewed: false });
	});

	test('is looked for five times at the most, should other workers go on logging in', async () => {
		const session = await seen();
		checks = [];
		let newest = session;
		verdict = () => 'refused';
		meanwhile = () => {
			if (checks.length > 5) throw new Error('The provider was asked once more');
			newest = meet();
		};
		const { value } = await confirm({ token: session, renewed: false });
		expect(value).toEqual({ session: newest, renewed: false });
		expect(new Set(checks).size).toBe(5);
		expect(checks).toHaveLength(5);
		expect(world.logins).toBe(0);
	});
});
