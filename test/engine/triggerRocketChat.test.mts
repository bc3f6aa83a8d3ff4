import { createHash } from 'node:crypto';

import { LoggerProxy, type IDataObject } from 'n8n-workflow';

import { setClock } from '../support/clock.mts';
import { PolledWorkflow } from '../support/triggers.mts';
import { World } from '../support/world.mts';
import { gate } from '../support/simulators/simulator.mts';
import { wordsOf } from '../support/problem.mts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2031, 4, 6, 7, 0, 0);
const NAME = 'n8n-reports';
const REGENERATE = '/api/v1/users.regeneratePersonalAccessToken';

let world: World;
let now = START;

beforeEach(async () => {
	world = await new World().start();
	setClock((now = START));
});

afterEach(async () => {
	jest.useRealTimers();
	await world.stop();
});

function later(duration: number): void {
	now += duration;
	setClock(now);
}

function polled(parameters: IDataObject = {}): PolledWorkflow {
	return new PolledWorkflow(world.engine, {
		parameters: {
			provider: 'rocketChat',
			tokenName: { __rl: true, mode: 'name', value: NAME },
			pollTimes: { item: [{ mode: 'everyHour', minute: 0 }] },
			...parameters,
		},
		credential: 'rocketChatTokenApi',
		row: 'rocketChat',
	});
}

/** Someone else creates a token of this name, or replaces it. */
async function madeElsewhere(operation: 'generate' | 'regenerate'): Promise<void> {
	const { error } = await world.run('rocketChat', { operation, tokenName: NAME });
	expect(error).toBeUndefined();
	world.rocketChat.forget();
}

const regenerates = () => world.rocketChat.count(REGENERATE);
const current = () => world.rocketChat.tokens.get(NAME);

test('a token that does not exist is created and output, and replaced when it is old enough', async () => {
	const trigger = polled();
	expect(await trigger.poll()).toMatchObject({
		provider: 'rocketChat',
		accessToken: current(),
		tokenName: NAME,
		renewed: true,
		issuedAt: new Date(START).toISOString(),
		renewAt: new Date(START + 30 * DAY).toISOString(),
		headers: { 'X-Auth-Token': current() },
	});
	for (let poll = 0; poll < 2; poll += 1) {
		later(HOUR);
		expect(await trigger.poll()).toBeNull();
	}
	trigger.restart();
	expect(regenerates()).toBe(0);
	later(30 * DAY - 2 * HOUR);
	const second = await trigger.poll();
	expect(second).toMatchObject({ accessToken: current(), renewed: true });
	later(HOUR);
	expect(await trigger.poll()).toBeNull();
	expect([world.rocketChat.generates, regenerates()]).toEqual([1, 1]);
});

test('a token that would be too old before the next poll is replaced now', async () => {
	await madeElsewhere('generate');
	const trigger = polled({ olderThanDays: 1 });
	expect(await trigger.poll()).toBeNull();
	later(23 * HOUR - MINUTE);
	await polled({ olderThanDays: 1 }).poll();
	expect(regenerates()).toBe(0);
	later(MINUTE);
	const hourly = polled({ olderThanDays: 1 });
	expect(await hourly.poll()).toMatchObject({ renewed: true });
});

test('the token is found by its name among others, and created without a bypass of two-factor codes', async () => {
	const others = ['older', `${NAME}-2`].map((tokenName) => ({ operation: 'generate', tokenName }));
	await world.run('rocketChat', others[0]);
	later(40 * DAY);
	const trigger = polled();
	expect(await trigger.poll()).toMatchObject({ tokenName: NAME, renewed: true });
	const [{ body }] = world.rocketChat.to(/users\.generatePersonalAccessToken$/).slice(-1);
	expect(JSON.parse(body.toString())).toEqual({ tokenName: NAME, bypassTwoFactor: false });
	await world.run('rocketChat', others[1]);
	later(HOUR);
	expect(await trigger.poll()).toBeNull();
	later(30 * DAY);
	expect(await trigger.poll()).toMatchObject({ tokenName: NAME, renewed: true });
});

test('a token is not replaced before half its age, however long the workflow was not polled', async () => {
	await madeElsewhere('generate');
	const trigger = polled();
	await trigger.poll();
	later(13 * DAY);
	await madeElsewhere('regenerate');
	later(12 * DAY);
	expect(await trigger.poll()).toBeNull();
	expect(regenerates()).toBe(0);
});

test('a token that was created elsewhere is not output, since it cannot be read, and not replaced', async () => {
	await madeElsewhere('generate');
	const trigger = polled();
	expect(await trigger.poll()).toBeNull();
	later(HOUR);
	await madeElsewhere('regenerate');
	for (let poll = 0; poll < 3; poll += 1) {
		expect(await trigger.poll()).toBeNull();
		later(HOUR);
	}
	expect(regenerates()).toBe(0);
	expect(world.rocketChat.generates).toBe(0);
});

test('a test run outputs what the list says, and creates no token', async () => {
	const trigger = polled();
	const message = wordsOf(await trigger.failure('manual'));
	expect(message).toContain(`'${NAME}'`);
	expect(message).toContain('It is created once the workflow is active');
	await madeElsewhere('generate');
	later(40 * DAY);
	expect(await trigger.poll('manual')).toMatchObject({
		accessToken: null,
		fingerprint: null,
		headers: {},
		renewed: false,
		issuedAt: new Date(START).toISOString(),
		renewAt: new Date(START + 30 * DAY).toISOString(),
	});
	expect(world.rocketChat.arrived.map(({ method }) => method)).toEqual(['GET']);
	expect(trigger.kept).toBe('{}');
});

test('two workflows that poll at once replace the token once, and one of them outputs it', async () => {
	await madeElsewhere('generate');
	later(40 * DAY);
	const items = await Promise.all([polled().poll(), polled().poll()]);
	expect(items.filter((item) => item !== null)).toMatchObject([{ accessToken: current() }]);
	expect(regenerates()).toBe(1);
});

test("a server's clock that is far behind does not replace the token at every poll, even after a restart", async () => {
	world.rocketChat.now = () => Date.now() - 100 * DAY;
	const trigger = polled();
	expect(await trigger.poll()).not.toBeNull();
	later(HOUR);
	expect(await trigger.poll()).toBeNull();
	trigger.restart();
	later(HOUR);
	expect(await trigger.poll()).toBeNull();
	await world.run('rocketChat', { operation: 'generate', tokenName: 'another' });
	trigger.restart({ tokenName: { __rl: true, mode: 'name', value: 'another' } });
	expect(await trigger.poll()).toMatchObject({ tokenName: 'another' });
	expect(regenerates()).toBe(1);
});

test("a server's clock that is far ahead does not replace a token that was created elsewhere", async () => {
	world.rocketChat.now = () => Date.now() + 100 * DAY;
	await madeElsewhere('generate');
	const trigger = polled();
	for (let poll = 0; poll < 3; poll += 1) {
		expect(await trigger.poll()).toBeNull();
		later(HOUR);
	}
	expect(regenerates()).toBe(0);
});

test('a token whose response was lost is replaced at the next poll', async () => {
	await madeElsewhere('generate');
	later(40 * DAY);
	const trigger = polled();
	const { open, wait } = gate();
	world.rocketChat.behave(({ path, headers }) => {
		if (path !== REGENERATE) return undefined;
		world.rocketChat.behave();
		const made = fetch(world.rocketChat.baseUrl + path, {
			method: 'POST',
			headers: {
				'Content-Type': 'application/json',
				'X-Auth-Token': headers['x-auth-token'],
				'X-User-Id': headers['x-user-id'],
			},
			body: JSON.stringify({ tokenName: NAME }),
		});
		void made.then(open);
		return wait.then(() => ({ status: 200, reset: true }));
	});
	const message = wordsOf(await trigger.failure());
	expect(message).toContain('never arrived');
	later(HOUR);
	expect(await trigger.poll()).toMatchObject({ accessToken: current(), renewed: true });
	later(HOUR);
	expect(await trigger.poll()).toBeNull();
});

test("the log says that the credential's own token was replaced", async () => {
	await madeElsewhere('generate');
	world.save('rocketChat', { authToken: current() });
	later(40 * DAY);
	const warnings: string[] = [];
	const quiet = () => {};
	const warn = (message: string) => void warnings.push(message);
	LoggerProxy.init({ error: quiet, info: quiet, debug: quiet, warn });
	expect(await polled().poll()).toMatchObject({ accessToken: current() });
	expect(warnings).toEqual([expect.stringContaining("'Auth Token'")]);
});

describe('a second factor', () => {
	const sent = () => world.rocketChat.to(REGENERATE).map(({ headers }) => headers['x-2fa-method']);

	beforeEach(async () => {
		await madeElsewhere('generate');
		later(40 * DAY);
	});

	test("is answered with the credential's secret", async () => {
		world.rocketChat.twoFactor = 'totp';
		world.save('rocketChat', { totpSecret: world.rocketChat.totpSecret });
		expect(await polled().poll()).toMatchObject({ accessToken: current() });
		expect(sent()).toEqual(['totp']);
	});

	test("is answered with the credential's password", async () => {
		world.rocketChat.twoFactor = 'password';
		world.save('rocketChat', { password: world.rocketChat.password });
		expect(await polled().poll()).toMatchObject({ accessToken: current() });
		expect(sent().at(-1)).toBe('password');
	});

	test('that cannot be answered is an error, and the old token stays', async () => {
		world.rocketChat.twoFactor = 'email';
		const old = current();
		const trigger = polled();
		const { message, name } = await trigger.failure();
		expect(name).toMatch(/^Node(Api|Operation)Error$/);
		expect(message).toContain('email');
		expect(current()).toBe(old);
		expect(trigger.kept).toBe('{}');
	});
});

test("with 'Allow Token Output' off no request is sent", async () => {
	world.save('rocketChat', { settings: { output: { allowTokenOutput: false } } });
	for (const mode of ['trigger', 'manual'] as const) {
		expect((await polled().failure(mode)).message).toContain("'Allow Token Output'");
	}
	expect(world.arrived).toBe(0);
});

test.each([
	[{ tokenName: { __rl: true, mode: 'list', value: ' ' } }, "'Token Name'"],
	[{ olderThanDays: -1 }, "'Older Than (Days)'"],
])('%j is an error before any request', async (parameters, named) => {
	expect((await polled(parameters).failure()).message).toContain(named);
	expect(world.arrived).toBe(0);
});

test('what n8n saves contains no secret in any form', async () => {
	const { rocketChat } = world;
	rocketChat.twoFactor = 'password';
	world.save('rocketChat', { password: rocketChat.password, totpSecret: rocketChat.totpSecret });
	const trigger = polled();
	await trigger.poll();
	expect(trigger.saved).toContain('"madeAt"');
	const digest = createHash('sha256').update(rocketChat.password).digest('hex');
	for (const secret of [
		String(current()),
		rocketChat.authToken,
		rocketChat.password,
		rocketChat.totpSecret,
		digest,
	]) {
		const bytes = Buffer.from(secret);
		for (const form of [secret, bytes.toString('hex'), bytes.toString('base64url')])
			expect(trigger.saved).not.toContain(form);
		expect(trigger.saved).not.toContain(bytes.toString('base64').replace(/=+$/, ''));
	}
	expect(trigger.saved).not.toContain(String(current()).slice(-6));
});
