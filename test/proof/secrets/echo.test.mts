import { CustomTokenApi } from '../../../credentials/CustomTokenApi.credentials';
import { GenLogsApi } from '../../../credentials/GenLogsApi.credentials';
import { GiroApi } from '../../../credentials/GiroApi.credentials';
import { PersonrApi } from '../../../credentials/PersonrApi.credentials';
import { testCredential } from '../../support/credentialTest.mts';
import type { Outcome } from '../../support/engine.mts';
import { ALL, SESSIONS, World, type Name } from '../../support/world.mts';
import type { Reply } from '../../support/simulators/simulator.mts';
import { recordLog } from './log.mts';
import { FORMS, find, findParts, writtenIn } from './search.mts';
import { SECRETS, secretFieldsOf, visible } from './world.mts';
import { wordsOf } from '../../support/problem.mts';

let world: World;
let log: string[];

beforeEach(async () => {
	world = await new World().start();
	log = recordLog();
});
afterEach(async () => {
	await world.stop();
});

const TYPES = {
	giro: new GiroApi(),
	genLogs: new GenLogsApi(),
	personr: new PersonrApi(),
	custom: new CustomTokenApi(),
};
/** The provider's words, with the secret masked; in Base64 its neighbours may stay. */
const ECHOED = /echo.{0,10}\*\*\*/;
/** Most of a password is as bad as the whole. */
const PART = 14;

const echoOf = (form: string, secrets: string[]) =>
	`echo ${secrets.map((secret) => writtenIn(form, secret)).join(' and ')} end`;

function expectHidden(outcome: Outcome, list: string[]): void {
	const secrets = Object.fromEntries(list.map((secret) => [`'${secret}'`, secret]));
	const text = `${visible(outcome)}\n${log.join('\n')}`;
	expect([...find(secrets, text), ...findParts(secrets, text, PART)]).toEqual([]);
}

/** Every place in an answer where words could be taken from. */
function replies(name: Name, words: string): Reply[] {
	const asText = { 'Content-Type': 'text/html' };
	const common: Reply[] = [400, 401, 403, 404, 422, 500].map((status) => ({
		status,
		body: { message: words, error: words, reason: words, detail: [{ loc: [words], msg: words }] },
	}));
	const broken: Reply = { status: 400, body: `{"message": "wrong: ${words}", }` };
	const page: Reply = { status: 500, body: `<html><title>${words}</title>`, headers: asText };
	const redirect: Reply = {
		status: 302,
		headers: { Location: `https://other.example/?x=${encodeURIComponent(words)}` },
	};
	const inside: Record<Name, unknown> = {
		giro: { status: 'error', message: words },
		genLogs: { detail: words },
		personr: { status: 'error', response: words },
		custom: { error: words },
		rocketChat: { success: false, error: words },
	};
	const unread: Reply = { status: 200, body: { anything: words } };
	return [...common, broken, page, redirect, { status: 200, body: inside[name] }, unread];
}

describe.each(ALL)('%s', (name) => {
	test.each(Object.keys(FORMS))('a secret that is echoed %s is seen nowhere', async (form) => {
		const secrets = Object.values(SECRETS[name]);
		const words = echoOf(form, secrets);
		for (const [i, reply] of replies(name, words).entries()) {
			// Each is another account, so that none is answered with the failure of the one before.
			const email = `ops${i}@example.com`;
			world.save(name, { ...secretFieldsOf(name), email, username: email });
			world[name].behave(() => reply);
			const outcome = await world.run(name);
			expect(outcome.error).toBeDefined();
			// Of a redirect and of an answer that cannot be read nothing is repeated at all.
			if (i < 8) expect(wordsOf(outcome.error)).toContain('***');
			expect(log.length).toBeGreaterThan(0);
			expectHidden(outcome, secrets);
			const kept = await world.run(name, {}, [{}, {}], { onError: 'continueRegularOutput' });
			expectHidden(kept, secrets);
		}
	});

	test('a secret too short to be told from text: nothing is repeated', async () => {
		const field = name === 'rocketChat' ? 'authToken' : 'password';
		world.save(name, { [field]: 'x7' });
		world[name].behave(() => ({ status: 400, body: { message: 'the word x7 is wrong' } }));
		const outcome = await world.run(name);
		expect(visible(outcome)).not.toContain('x7 is');
		expect(wordsOf(outcome.error)).toContain('refused');
	});
});

test.each(['personr', 'rocketChat'] as const)('%s: a broken connection', async (name) => {
	world.save(name, secretFieldsOf(name));
	world[name].behave(() => ({ status: 200, reset: true }));
	const outcome = await world.run(name);
	expect(wordsOf(outcome.error)).toContain('it broke the connection');
	expectHidden(outcome, Object.values(SECRETS[name]));
});

describe.each(SESSIONS)('%s, elsewhere than in its node', (name) => {
	test.each(['plain', 'percent-encoded', 'SHA-256'])('an echo that is %s', async (form) => {
		const secrets = Object.values(SECRETS[name]);
		const message = echoOf(form, secrets);
		world.save(name, secretFieldsOf(name));
		world[name].behave(() => ({ status: 401, body: { message } }));
		for (const helper of ['legacy', 'modern']) {
			const outcome = await world.call(name, `${world[name].baseUrl}/anything`, { helper });
			expect(outcome.json[0].error).toContain('echo ***');
			expectHidden(outcome, secrets);
		}
		const tested = await testCredential(world.engine, TYPES[name], name);
		expect(tested.message).toContain('echo ***');
		expectHidden({ json: [{ ...tested }], items: [], hints: [], run: {} as never }, secrets);
	});
});

describe.each(Object.keys(FORMS))('secrets that come up on the way, echoed %s', (form) => {
	test("GIRO's JWT of the login", async () => {
		const jwts: string[] = [];
		world.giro.behave(({ path, headers }) => {
			if (!path.endsWith('/generateaccesstoken')) return undefined;
			const jwt = headers.authorization.replace('Bearer ', '');
			jwts.push(jwt);
			return { status: 401, body: { status: 'error', message: echoOf(form, [jwt]) } };
		});
		const outcome = await world.run('giro');
		expect(wordsOf(outcome.error)).toMatch(ECHOED);
		expect(jwts).toHaveLength(1);
		expectHidden(outcome, jwts);
	});

	test('a bearer token given by the user', async () => {
		const fields = world.bearerFields();
		world.save('giro', fields);
		const message = echoOf(form, [fields.bearerToken]);
		world.giro.behave(() => ({ status: 401, body: { message } }));
		const outcome = await world.run('giro');
		expect(wordsOf(outcome.error)).toMatch(ECHOED);
		expectHidden(outcome, [fields.bearerToken]);
	});

	test.each(['totp', 'password', 'email'] as const)("Rocket.Chat's code: %s", async (method) => {
		const codes: string[] = [];
		world.rocketChat.twoFactor = method;
		world.rocketChat.behave(({ headers }) => {
			const code = headers['x-2fa-code'];
			if (code === undefined) return undefined;
			codes.push(code);
			return { status: 400, body: { success: false, error: echoOf(form, [code]) } };
		});
		const { password, totpSecret } = SECRETS.rocketChat;
		world.save('rocketChat', { email: {}, totp: { totpSecret }, password: { password } }[method]);
		// A code in the node's parameters would be kept with the workflow; this one comes from the item before.
		const parameters =
			method === 'email' ? { options: { twoFactorCode: '={{ $json.a + $json.b }}' } } : {};
		const outcome = await world.run('rocketChat', parameters, [{ a: '83', b: '6152' }]);
		expect(wordsOf(outcome.error)).toMatch(ECHOED);
		expect(codes).toHaveLength(1);
		expectHidden(outcome, codes);
	});

	test.each(SESSIONS)('the tokens stored for %s', async (name) => {
		await world.run(name);
		const { grant } = JSON.parse(world.row(name).tokenSession as string) as {
			grant: { accessToken: string; refreshToken: string | null };
		};
		const tokens = [grant.accessToken, grant.refreshToken].filter((token) => token !== null);
		const message = echoOf(form, tokens);
		world[name].behave(() => ({ status: 401, body: { message } }));
		const outcome = await world.run(name);
		expect(wordsOf(outcome.error)).toContain('echo');
		expectHidden(outcome, tokens);
	});
});
