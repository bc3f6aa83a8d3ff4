import { createHash } from 'node:crypto';

import { LoggerProxy, type IDataObject, type Logger } from 'n8n-workflow';

import type { Outcome } from './engine.mts';
import type { Reply } from '../simulators/simulator.mts';
import { GenLogsApi } from '../../credentials/GenLogsApi.credentials';
import { GiroApi } from '../../credentials/GiroApi.credentials';
import { PersonrApi } from '../../credentials/PersonrApi.credentials';
import { testCredential } from './credentialTest.mts';
import { ALL, SESSIONS, World, type Name } from './world.mts';

let world: World;
let log: string[];

beforeEach(async () => {
	world = await new World().start();
	log = [];
	const record = (...said: unknown[]) => void log.push(JSON.stringify(said));
	LoggerProxy.init({ error: record, warn: record, info: record, debug: record } as Logger);
});
afterEach(async () => {
	await world.stop();
});

const TYPES = { giro: new GiroApi(), genLogs: new GenLogsApi(), personr: new PersonrApi() };

/** Long and with characters that every encoding writes differently. */
const PASSWORD = 'Hidden+pass/wörd="42" & <more>';
const SECRETS: Record<Name, IDataObject> = {
	giro: { password: PASSWORD, xTag: 'hidden+tag/41==' },
	genLogs: { password: PASSWORD, apiKey: 'hidden+key/"43"&more' },
	personr: { password: PASSWORD },
	rocketChat: {
		authToken: 'hidden+auth/token"44"',
		password: PASSWORD,
		totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
	},
};

const sha = (text: string, form: 'hex' | 'base64') =>
	createHash('sha256').update(text, 'utf8').digest(form);
/** The forms in which a provider may echo a secret, and in which nobody may see it. */
const FORMS: Record<string, (secret: string) => string> = {
	plain: (secret) => secret,
	'percent-encoded': encodeURIComponent,
	'form-encoded': (secret) => new URLSearchParams({ x: secret }).toString().slice(2),
	'JSON-escaped': (secret) => JSON.stringify(secret).slice(1, -1),
	'JSON-escaped in ASCII': (secret) =>
		[...secret].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
	Base64: (secret) => Buffer.from(secret).toString('base64'),
	Base64url: (secret) => Buffer.from(secret).toString('base64url'),
	'Base64 among others': (secret) => Buffer.from(`user:${secret}:x`).toString('base64'),
	'SHA-256': (secret) => sha(secret, 'hex'),
	'SHA-256 in capitals': (secret) => sha(secret, 'hex').toUpperCase(),
	'SHA-256 in Base64': (secret) => sha(secret, 'base64'),
};

const PART = 14;
/** The provider's words, with the secret masked; among others, its neighbours in Base64 stay. */
const ECHOED = /echo.{0,10}\*\*\*/;

/** Everything that n8n keeps of a run or shows of it, and everything logged. */
function visible({ run, error, hints, json }: Outcome): string {
	const { message, description, stack, context } = error ?? {};
	const shown = { run, json, hints, message, description, stack, context };
	// Also as it was before JSON escaped it once more.
	const text = JSON.stringify([shown, log]);
	return `${text}\n${text.replace(/\\(["\\/])/g, '$1')}\n${text.replace(/\\\\/g, '\\')}`;
}

function expectHidden(outcome: Outcome, secrets: string[]): void {
	const text = visible(outcome);
	for (const secret of secrets) {
		const written = Object.entries(FORMS).map(([form, write]) => {
			// Neighbours share the outer digits of Base64; what lies between is the secret's own.
			return [form, form.endsWith('others') ? write(secret).slice(8, -6) : write(secret)];
		});
		// Most of a password is as bad as the whole.
		const parts = [...secret].slice(PART - 1).map((_, i) => ['part', secret.slice(i, i + PART)]);
		for (const [form, value] of [...written, ...parts]) {
			const at = text.indexOf(value);
			if (at === -1) continue;
			throw new Error(
				`${form} of '${secret}' is seen: ${text.slice(Math.max(0, at - 99), at + 99)}`,
			);
		}
	}
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
		rocketChat: { success: false, error: words },
	};
	const unread: Reply = { status: 200, body: { anything: words } };
	return [...common, broken, page, redirect, { status: 200, body: inside[name] }, unread];
}

describe.each(ALL)('%s', (name) => {
	test.each(Object.keys(FORMS))('a secret that is echoed %s is seen nowhere', async (form) => {
		const secrets = Object.values(SECRETS[name]) as string[];
		const words = `echo ${secrets.map(FORMS[form]).join(' and ')} end`;
		for (const [i, reply] of replies(name, words).entries()) {
			// Each is another account, so that none is answered with the failure of the one before.
			world.save(name, { ...SECRETS[name], email: `ops${i}@example.com` });
			world[name].behave(() => reply);
			const outcome = await world.run(name);
			expect(outcome.error).toBeDefined();
			// Of a redirect and of an answer that cannot be read nothing is repeated at all.
			if (i < 8) expect(outcome.error?.message).toContain('***');
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
		expect(outcome.error?.message).toContain('refused');
	});
});

test.each(['personr', 'rocketChat'] as const)('%s: a broken connection', async (name) => {
	world.save(name, SECRETS[name]);
	world[name].behave(() => ({ status: 200, reset: true }));
	const outcome = await world.run(name);
	expect(outcome.error?.message).toContain('it broke the connection');
	expectHidden(outcome, Object.values(SECRETS[name]) as string[]);
});

describe.each(SESSIONS)('%s, elsewhere than in its node', (name) => {
	test.each(['plain', 'percent-encoded', 'SHA-256'])('an echo that is %s', async (form) => {
		const secrets = Object.values(SECRETS[name]) as string[];
		const message = `echo ${secrets.map(FORMS[form]).join(' and ')} end`;
		world.save(name, SECRETS[name]);
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
			return { status: 401, body: { status: 'error', message: `echo ${FORMS[form](jwt)}` } };
		});
		const outcome = await world.run('giro');
		expect(outcome.error?.message).toMatch(ECHOED);
		expect(jwts).toHaveLength(1);
		expectHidden(outcome, jwts);
	});

	test('a bearer token given by the user', async () => {
		const fields = world.bearerFields();
		world.save('giro', fields);
		const message = `echo ${FORMS[form](fields.bearerToken)}`;
		world.giro.behave(() => ({ status: 401, body: { message } }));
		const outcome = await world.run('giro');
		expect(outcome.error?.message).toMatch(ECHOED);
		expectHidden(outcome, [fields.bearerToken]);
	});

	test.each(['totp', 'password', 'email'] as const)("Rocket.Chat's code: %s", async (method) => {
		const codes: string[] = [];
		world.rocketChat.twoFactor = method;
		world.rocketChat.behave(({ headers }) => {
			const code = headers['x-2fa-code'];
			if (code === undefined) return undefined;
			codes.push(code);
			return { status: 400, body: { success: false, error: `echo ${FORMS[form](code)}` } };
		});
		const { password, totpSecret } = SECRETS.rocketChat;
		world.save('rocketChat', { email: {}, totp: { totpSecret }, password: { password } }[method]);
		// A code in the node's parameters would be kept with the workflow; this one comes from the item before.
		const parameters = method === 'email' ? { twoFactorCode: '={{ $json.a + $json.b }}' } : {};
		const outcome = await world.run('rocketChat', parameters, [{ a: '83', b: '6152' }]);
		expect(outcome.error?.message).toMatch(ECHOED);
		expect(codes).toHaveLength(1);
		expectHidden(outcome, codes);
	});

	test.each(SESSIONS)('the tokens stored for %s', async (name) => {
		await world.run(name);
		const { grant } = JSON.parse(world.row(name).tokenSession as string) as {
			grant: { accessToken: string; refreshToken: string | null };
		};
		const tokens = [grant.accessToken, grant.refreshToken].filter((token) => token !== null);
		const message = `echo ${tokens.map(FORMS[form]).join(' and ')}`;
		world[name].behave(() => ({ status: 401, body: { message } }));
		const outcome = await world.run(name);
		expect(outcome.error?.message).toContain('echo');
		expectHidden(outcome, tokens);
	});
});
