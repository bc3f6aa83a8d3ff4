import { createHash } from 'node:crypto';

import { setClock } from '../../support/clock.mts';
import type { Outcome } from '../../support/engine.mts';
import {
	GOES_ON,
	ROUTES,
	START,
	run,
	server,
	useWorld,
	world,
} from '../../support/rocketChatNode.mts';
import { wordsOf } from '../../support/problem.mts';

useWorld();

const OPERATIONS = ['generate', 'regenerate', 'rotate', 'delete'] as const;
const FIELDS = {
	authToken: 'hidden+auth/token"44"',
	password: 'Hidden+pass/wörd="42"',
	totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
};
/** The typed code comes in two halves from the item before it, since n8n stores parameters and items. */
const TYPED = { twoFactorCode: '={{ $json.a + $json.b }}' };
const ITEM = { a: 'Typed+', b: 'code/77' };
const CODE = 'Typed+code/77';

const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();
const FORMS: Record<string, (secret: string) => string> = {
	plain: (secret) => secret,
	'percent-encoded': encodeURIComponent,
	'JSON-escaped': (secret) => JSON.stringify(secret).slice(1, -1),
	Base64: (secret) => Buffer.from(secret).toString('base64'),
	'SHA-256': (secret) => digest(secret).toString('hex'),
};

function expectHidden({ run: kept, error, hints, json }: Outcome, secrets: string[]): void {
	const { message, description, stack, context } = error ?? {};
	const seen = JSON.stringify([
		kept,
		json,
		hints,
		message,
		description,
		stack,
		context,
		{ ...error },
	]);
	const unescaped = seen.replace(/\\+(["\\/])/g, '$1');
	for (const secret of secrets) {
		for (const write of Object.values(FORMS)) {
			for (const text of [seen, unescaped]) expect(text).not.toContain(write(secret));
		}
	}
}

/** The codes that were sent. */
const sent = () =>
	server.arrived.map(({ headers }) => headers['x-2fa-code']).filter((code) => code !== undefined);

beforeEach(() => {
	// A date can contain the six digits of a code by chance.
	setClock(START);
	server.authToken = FIELDS.authToken;
	server.password = FIELDS.password;
	server.totpSecret = FIELDS.totpSecret;
	server.tokens.set('n8n-reports', 'made-by-hand-long-ago');
	world.save('rocketChat', FIELDS);
});

describe.each(OPERATIONS)('%s', (operation) => {
	const parameters = {
		tokenName: operation === 'generate' ? 'new' : 'n8n-reports',
		olderThanDays: 0,
	};

	test.each([
		['totp', {}],
		['password', {}],
		['password', { options: { twoFactorMethod: 'password', ...TYPED } }],
		['email', { options: { twoFactorMethod: 'email', ...TYPED } }],
		['totp', { options: { twoFactorMethod: 'totp', ...TYPED } }],
	] as const)('with %s and %j: what is echoed is masked', async (method, choice) => {
		server.twoFactor = method;
		for (const [form, write] of Object.entries(FORMS)) {
			server.forget();
			server.behave(({ path, headers }) => {
				const code = headers['x-2fa-code'];
				if (path === ROUTES.list || code === undefined) return undefined;
				const echo = [...Object.values(FIELDS), code].map(write).join(' and ');
				return { status: 400, body: { success: false, error: `echo ${echo} end` } };
			});
			for (const spec of [{}, GOES_ON]) {
				const outcome = await run(operation, { ...parameters, ...choice }, [ITEM], spec);
				const said = wordsOf(outcome.error) ?? String(outcome.json[0].error);
				expect([form, said]).toEqual([form, expect.stringContaining('***')]);
				expect(sent().length).toBeGreaterThan(0);
				expectHidden(outcome, [...Object.values(FIELDS), CODE, ...sent()]);
			}
		}
	});

	test.each(['totp', 'password'] as const)(
		'with %s: a success contains none of them',
		async (method) => {
			server.twoFactor = method;
			const outcome = await run(operation, parameters);
			expect(outcome.error).toBeUndefined();
			expect(sent()).toHaveLength(method === 'totp' ? 1 : 2);
			expectHidden(outcome, [...Object.values(FIELDS), ...sent(), 'made-by-hand-long-ago']);
		},
	);

	test('a challenge that echoes them: the error contains none of them', async () => {
		const emailOrUsername = Object.values(FIELDS).join(' ');
		server.behave(({ path }) =>
			path === ROUTES.list
				? undefined
				: {
						status: 400,
						body: {
							success: false,
							error: emailOrUsername,
							errorType: 'totp-required',
							details: { method: 'email', emailOrUsername, codeGenerated: true },
						},
					},
		);
		const outcome = await run(operation, { ...parameters, options: { twoFactorMethod: 'email' } });
		expect(wordsOf(outcome.error)).toContain("by email to '***");
		expectHidden(outcome, Object.values(FIELDS));
	});
});

const escaped = (text: string) =>
	[...text].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');

test('the tokens that a run created are masked in later errors, in every encoding', async () => {
	const made: string[] = [];
	server.behave((request) => {
		if (request.path !== ROUTES.generate) return undefined;
		if (made.length === 2)
			return { status: 400, body: { success: false, error: `echo ${made.join(' and ')}` } };
		const reply = server['answer'](request);
		const { token } = reply.body as { token: string };
		made.push(token);
		return made.length === 1 ? reply : { status: 200, body: `{"token":"${escaped(token)}"}` };
	});
	const items = ['a', 'b', 'c'].map((name) => ({ name }));
	const outcome = await run('generate', { tokenName: '={{ $json.name }}' }, items);
	expect(wordsOf(outcome.error)).toContain('echo *** and ***');
	expectHidden(outcome, made);
});
