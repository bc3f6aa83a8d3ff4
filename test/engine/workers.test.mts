import { readCredential } from '../../tokens/accounts';
import { personr } from '../../tokens/providers/personr';
import { writeSession } from '../../tokens/session';
import { World } from './world.mts';

let world: World;

beforeEach(async () => {
	world = await new World().start();
});

afterEach(async () => {
	jest.restoreAllMocks();
	await world.stop();
});

/** Another worker's login: n8n writes its session to the row that all workers share. */
async function otherWorker(): Promise<string> {
	const body = new FormData();
	body.append('email', world.personr.email);
	body.append('password', world.personr.password);
	await fetch(`${world.personr.baseUrl}/api-token-generate`, { method: 'POST', body });
	const now = Date.now();
	const { digest } = readCredential(personr, world.fields('personr'));
	const accessToken = world.personr.token;
	const grant = {
		accessToken,
		issuedAt: now,
		obtainedAt: now,
		expiresAt: now + 86_400_000,
		userId: null,
		accountId: null,
		tokenName: null,
		refreshToken: null,
		refreshTokenExpiresAt: null,
	};
	const tokenSession = writeSession({ digest, order: now, grant });
	Object.assign(world.row('personr'), { tokenState: 'managed', tokenSession, accessToken });
	return accessToken;
}

/** Does something once, before the first read of the credential for which it is time. */
function beforeRead(isTime: () => boolean, work: () => Promise<unknown>): void {
	const { credentials } = world.engine;
	const read = credentials.getDecrypted.bind(credentials);
	let done = false;
	jest.spyOn(credentials, 'getDecrypted').mockImplementation(async (...given) => {
		if (!done && isTime()) {
			done = true;
			await work();
		}
		return await read(...given);
	});
}

const GET = { operation: 'get' };

describe('Get, where each login ends the token before it', () => {
	it('takes the token that another worker stores while it gives way, and does not log in', async () => {
		const { credentials } = world.engine;
		let other = '';
		beforeRead(
			() => credentials.reads > 0,
			async () => (other = await otherWorker()),
		);
		const { json } = await world.run('personr', GET);
		expect(json[0]).toMatchObject({ accessToken: other, renewed: false });
		expect(world.personr.logins).toBe(1);
	});

	it('holds its token back for a moment, and puts out the one of another worker that logged in after it', async () => {
		let other = '';
		beforeRead(
			() => world.personr.logins > 0,
			async () => (other = await otherWorker()),
		);
		const { json } = await world.run('personr', GET);
		expect(json[0]).toMatchObject({ accessToken: other, renewed: true });
		expect(world.personr.token).toBe(other);
		expect(world.personr.logins).toBe(2);
	});

	it('reads the credential once, and calls nobody, where a good token is stored', async () => {
		const other = await otherWorker();
		const arrived = world.personr.arrived.length;
		const { json } = await world.run('personr', GET);
		expect(json[0]).toMatchObject({ accessToken: other, renewed: false });
		expect(world.personr.arrived).toHaveLength(arrived);
		expect(world.engine.credentials.reads).toBe(1);
	});

	it('logs in once for many executions at once', async () => {
		const outcomes = await Promise.all(
			Array.from({ length: 10 }, async () => await world.run('personr', GET)),
		);
		const tokens = outcomes.map(({ json }) => json[0].accessToken);
		expect(tokens).toEqual(Array(10).fill(world.personr.token));
		expect(world.personr.logins).toBe(1);
	});
});

describe('requests in n8n’s own node, where each login ends the token before it', () => {
	it('log in again where another worker has ended the token between its storing and its use', async () => {
		const url = `${world.personr.baseUrl}/things`;
		const items = Array.from({ length: 10 }, (_, item) => ({ item }));
		// The check that follows the login is when the other one logs in.
		let ended = false;
		world.personr.behave(async ({ path }) => {
			if (path.endsWith('/api-applicant-status') && !ended) {
				ended = true;
				world.personr.revoke();
			}
			return undefined;
		});
		const { json } = await world.call('personr', url, {}, items);
		expect(json.filter(({ error }) => error)).toEqual([]);
		expect(json).toHaveLength(10);
		expect(world.personr.logins).toBe(2);
	});
});
