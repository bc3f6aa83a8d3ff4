import { CustomTokenApi } from '../../credentials/CustomTokenApi.credentials';
import { GenLogsApi } from '../../credentials/GenLogsApi.credentials';
import { GiroApi } from '../../credentials/GiroApi.credentials';
import { PersonrApi } from '../../credentials/PersonrApi.credentials';
import { testCredential } from '../support/credentialTest.mts';
import { otherWorker } from '../support/otherWorker.mts';
import { SESSIONS, World } from '../support/world.mts';

let world: World;

beforeEach(async () => void (world = await new World().start()));
afterEach(async () => await world.stop());

const TYPES = {
	giro: new GiroApi(),
	genLogs: new GenLogsApi(),
	personr: new PersonrApi(),
	custom: new CustomTokenApi(),
};
const REASONS = {
	giro: 'wrong email or password',
	genLogs: 'Incorrect email or password',
	personr: 'We didn’t find an account with those login credentials',
	custom: 'No such user, or not ***',
};
const OK = { status: 'OK', message: 'Connection successful!' };

describe.each(SESSIONS)('the test of the %s credential', (name) => {
	const test_ = async (form = {}, nodeName?: string) =>
		await testCredential(world.engine, TYPES[name], name, form, nodeName);

	test('passes with the right details, with one login, and stores what it got', async () => {
		expect(await test_()).toEqual(OK);
		expect(world[name].logins).toBe(1);
		expect(world.row(name).accessToken).not.toBe('');
		world[name].forget();
		const { json } = await world.run(name, { operation: 'get' });
		expect(json[0]).toMatchObject({
			accessToken: world.row(name).accessToken,
			renewed: false,
		});
		expect(world[name].logins).toBe(0);
	});

	test("fails with the provider's reason where the password is wrong", async () => {
		world.save(name, { password: 'not the right one' });
		const verdict = await test_();
		expect(verdict.status).toBe('Error');
		expect(verdict.message).toContain(REASONS[name]);
		expect(verdict.message).toContain("'Password'");
		expect(world[name].logins).toBe(1);
		expect(world.row(name).tokenSession).toBeUndefined();
	});

	test('does not log in while the stored token is good', async () => {
		await world.run(name);
		const { accessToken } = world.row(name);
		world[name].forget();
		expect(await test_()).toEqual(OK);
		expect(world[name].logins).toBe(0);
		expect(world[name].checks).toBeGreaterThan(0);
		expect(world.row(name).accessToken).toBe(accessToken);
	});

	test('fails for a changed password though the stored token is good', async () => {
		await world.run(name);
		const row = { ...world.row(name) };
		const verdict = await test_({ password: 'changed and wrong' });
		expect(verdict.status).toBe('Error');
		expect(verdict.message).toContain(REASONS[name]);
		expect(world.row(name)).toEqual(row);
	});

	test('logs in once and passes where the stored token was revoked', async () => {
		await world.run(name);
		const old = world.row(name).accessToken;
		world[name].revoke();
		world[name].forget();
		expect(await test_()).toEqual(OK);
		expect(world[name].logins).toBe(1);
		expect(world.row(name).accessToken).not.toBe(old);
		world[name].forget();
		expect((await world.call(name, `${world[name].baseUrl}/anything`)).json[0].error).toBe(
			undefined,
		);
		expect(world[name].logins).toBe(0);
	});

	test('fails where the stored token was revoked and the account is closed', async () => {
		await world.run(name);
		world[name].revoke();
		world[name].password = 'changed by the provider';
		const verdict = await test_();
		expect(verdict.status).toBe('Error');
		expect(verdict.message).toContain(REASONS[name]);
	});

	// n8n means to do so, but compares the wrong name; where it does, the verdict must not be another.
	test('finds a revoked token also where n8n calls preAuthentication first', async () => {
		await world.run(name);
		world[name].revoke();
		world[name].forget();
		expect(await test_({}, 'n8n-nodes-base.noOp')).toEqual(OK);
		expect(world[name].logins).toBe(1);
	});

	test('fails where nobody answers, and where something else does', async () => {
		world.save(name, { baseUrl: 'not an address' });
		expect(await test_()).toEqual({
			status: 'Error',
			message: expect.stringContaining("'Base URL'"),
		});
		world.save(name);
		world[name].behave(() => ({ status: 200, body: '<!doctype html><title>Welcome</title>' }));
		expect(await test_()).toEqual({
			status: 'Error',
			message: expect.stringMatching(/not with the documented JSON|no token was found/) as unknown,
		});
		expect(world.row(name).tokenSession).toBeUndefined();
	});
});

describe('a test where the provider’s cheap call accepts anything', () => {
	const test_ = async () => await testCredential(world.engine, TYPES.personr, 'personr');

	beforeEach(async () => {
		world.personr.checkIgnoresTokens = true;
		await world.run('personr');
		world.personr.forget();
	});

	test('fails when the password was changed at the provider, also the second time', async () => {
		world.personr.revoke();
		world.personr.password = 'changed at the provider';
		for (let round = 0; round < 2; round += 1) {
			const verdict = await test_();
			expect(verdict.status).toBe('Error');
			expect(verdict.message).toContain(REASONS.personr);
			expect(world.personr.logins).toBe(1);
		}
	});

	test('passes with the right details, and logs in for it once a minute at most', async () => {
		expect(await test_()).toEqual(OK);
		expect(await test_()).toEqual(OK);
		expect(world.personr.logins).toBe(1);
	});
});

test('a credential test does not log in where another process stored a good token', async () => {
	const token = await otherWorker(world);
	world.personr.forget();
	expect(await testCredential(world.engine, TYPES.personr, 'personr')).toEqual(OK);
	expect(world.personr.logins).toBe(0);
	expect(world.row('personr').accessToken).toBe(token);
});
