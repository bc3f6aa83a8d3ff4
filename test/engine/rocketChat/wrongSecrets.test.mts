import { authenticator } from 'otplib';

import { setClock } from '../../support/clock.mts';
import { failureOf } from '../../support/world.mts';
import { PolledWorkflow } from '../../support/triggers.mts';
import {
	DAY,
	ROUTES,
	START,
	codes,
	itemOf,
	run,
	server,
	statusOf,
	useWorld,
	world,
} from '../../support/rocketChatNode.mts';
import { wordsOf } from '../../support/problem.mts';

useWorld();

const HOUR = DAY / 24;
const MINUTE = HOUR / 60;

function polled(): PolledWorkflow {
	return new PolledWorkflow(world.engine, {
		parameters: {
			provider: 'rocketChat',
			tokenName: { __rl: true, mode: 'name', value: 'nightly' },
			pollTimes: { item: [{ mode: 'everyMinute' }] },
		},
		credential: 'rocketChatTokenApi',
		row: 'rocketChat',
	});
}

test('the error for a remembered rejection repeats no earlier code', async () => {
	setClock(START);
	world.save('rocketChat', { totpSecret: 'JBSWY3DPEHPK3PXP' });
	const sent: string[] = [];
	server.behave(({ path, headers }) => {
		if (path !== ROUTES.generate) return undefined;
		const code = headers['x-2fa-code'] ?? '';
		if (code !== '') sent.push(code);
		const details = { method: 'totp', codeGenerated: false, availableMethods: ['totp'] };
		const error = `TOTP Invalid ${code} [totp-invalid]`;
		return { status: 400, body: { success: false, error, errorType: 'totp-invalid', details } };
	});
	const parameters = { tokenName: 'a', options: { twoFactorMethod: 'totp' } };
	for (let time = 0; time < 2; time += 1) {
		setClock(START + time * 5 * MINUTE);
		failureOf(await run('generate', parameters));
	}
	const before = sent.length;
	setClock(START + 15 * MINUTE);
	const said = failureOf(await run('generate', parameters));
	expect(said).toContain('for an hour');
	expect(said).toContain('TOTP Invalid ***');
	expect(sent).toHaveLength(before);
	for (const code of sent) expect(said).not.toContain(code);
});

test('a rejected secret that the account no longer needs does not matter', async () => {
	server.twoFactor = 'totp';
	world.save('rocketChat', { totpSecret: 'JBSWY3DPEHPK3PXP' });
	for (const tokenName of ['a', 'b', 'c']) failureOf(await run('generate', { tokenName }));
	server.twoFactor = 'none';
	itemOf(await run('generate', { tokenName: 'd' }));
});

describe.each(['totp', 'password'] as const)('a wrong secret for %s codes', (method) => {
	const right = () => ({
		totpSecret: method === 'totp' ? server.totpSecret : '',
		password: method === 'password' ? server.password : '',
	});
	const sent = () => codes().filter(([, code]) => code !== undefined).length;
	let trigger: PolledWorkflow;
	let now: number;

	/** Polls once a minute. Every poll fails. */
	async function poll(times: number): Promise<string> {
		let said = '';
		for (let time = 0; time < times; time += 1) {
			now += MINUTE;
			setClock(now);
			said = wordsOf(await trigger.failure()) ?? '';
		}
		return said;
	}

	beforeEach(() => {
		setClock(START);
		server.made('nightly');
		server.twoFactor = method;
		world.save('rocketChat', {
			...right(),
			...(method === 'totp'
				? { totpSecret: 'JBSWY3DPEHPK3PXP' }
				: { password: 'not the password' }),
		});
		trigger = polled();
		// Ten seconds into a code's time.
		now = START + 40 * DAY;
		setClock(now);
	});

	test('is tried twice, and not again for an hour', async () => {
		const said = await poll(10);
		expect(sent()).toBe(2);
		expect(said).toContain('for an hour, or until they are changed');
		now += HOUR;
		await poll(5);
		expect(sent()).toBe(4);
	});

	test('is tried again once it is changed', async () => {
		await poll(3);
		world.save('rocketChat', right());
		now += MINUTE;
		setClock(now);
		expect(await trigger.poll()).toMatchObject({ renewed: true });
	});

	test('does not block a code that the user types', async () => {
		await poll(3);
		const { password } = server;
		const typed = method === 'password' ? password : authenticator.generate(server.totpSecret);
		const item = itemOf(
			await run('regenerate', {
				tokenName: 'nightly',
				options: { twoFactorMethod: method, twoFactorCode: typed },
			}),
		);
		expect(await statusOf(item.accessToken)).toBe(200);
	});
});

test('a password from the credential that was rejected twice is not tried again, even with a typed code for another method', async () => {
	setClock(START);
	server.twoFactor = 'password';
	world.save('rocketChat', { password: 'not the password' });
	const parameters = {
		tokenName: 'a',
		options: { twoFactorMethod: 'automatic', twoFactorCode: '123456' },
	};
	const said = [];
	for (let time = 0; time < 4; time += 1) said.push(failureOf(await run('generate', parameters)));
	expect(codes().filter(([method]) => method === 'password')).toHaveLength(2);
	expect(said[3]).toContain('for an hour, or until they are changed');
});

test('a rejected code no longer counts after one that was accepted', async () => {
	setClock(START);
	server.twoFactor = 'password';
	world.save('rocketChat', { password: server.password });
	const right = server.password;
	for (const tokenName of ['a', 'b', 'c', 'd', 'e']) {
		server.password = 'another for a while';
		expect(failureOf(await run('generate', { tokenName }))).not.toContain('for an hour');
		server.password = right;
		itemOf(await run('generate', { tokenName }));
	}
});

test('a password of digits is sent unchanged, even if it comes as a number', async () => {
	server.twoFactor = 'password';
	server.password = '4711';
	const parameters = {
		options: { twoFactorMethod: 'password', twoFactorCode: '={{ $json.password }}' },
	};
	for (const password of [4711, '4711'])
		itemOf(
			await run('generate', { tokenName: `n-${typeof password}`, ...parameters }, [{ password }]),
		);
});
