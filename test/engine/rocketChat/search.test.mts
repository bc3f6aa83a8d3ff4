import type { INodeListSearchResult } from 'n8n-workflow';

import { searchTokens } from '../../../tokens/rocketChat/search';
import { setClock, setFastClock } from '../../support/clock.mts';
import { START, asked, run, server, useWorld, world } from '../../support/rocketChatNode.mts';

useWorld();

/** The list that the editor shows while a user types this. */
async function search(filter?: string): Promise<INodeListSearchResult> {
	const context = world.engine.loadOptions({
		type: 'n8n-nodes-access-tokens.rocketChatToken',
		parameters: { operation: 'rotate' },
		credential: ['rocketChatTokenApi', 'rocketChat'],
	});
	return await searchTokens.call(context, filter);
}

/** The message with which the search fails. */
async function failure(): Promise<Error & Record<string, unknown>> {
	return await search().then(
		() => {
			throw new Error('It did not fail');
		},
		(error: Error & Record<string, unknown>) => error,
	);
}

describe('the list of tokens in the editor', () => {
	beforeEach(async () => {
		for (const [days, tokenName] of [
			'n8n-Reports',
			'N8N-nightly',
			'other (50%)',
			'漢字',
		].entries()) {
			setClock(START + days * 86_400_000);
			await run('generate', { tokenName });
		}
		server.forget();
	});

	test('shows names and dates, and no part of the tokens', async () => {
		const { results } = await search();
		expect(results).toEqual(
			['n8n-Reports', 'N8N-nightly', 'other (50%)', '漢字'].map((name, day) => ({
				name,
				value: name,
				description: `Made 2031-05-0${6 + day}`,
			})),
		);
		expect(asked()).toEqual(['getPersonalAccessTokens']);
		const told = JSON.stringify(results);
		for (const token of server.tokens.values()) expect(told).not.toContain(token.slice(-6));
	});

	test('says so where the server does not say when a token was created', async () => {
		const tokens = [{ name: 'n8n-Reports' }];
		server.behave(() => ({ status: 200, body: { success: true, tokens } }));
		const { results } = await search();
		expect(results[0].description).toBe('Made at an unknown time');
	});

	test.each([
		['', 4],
		['n8n', 2],
		['N8n-', 2],
		['nightly', 1],
		['50%', 1],
		['.*', 0],
		['漢', 1],
		['nothing like it', 0],
	])('holds the tokens whose name contains the typed text: %j', async (filter, count) => {
		expect((await search(filter)).results).toHaveLength(count);
	});
});

describe('an error', () => {
	const SECRETS = {
		authToken: 'hidden-auth-token-44',
		totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
		password: 'hidden+pass/wörd',
	};
	const expectHidden = (error: Error) => {
		const seen = `${error.message} ${error.stack} ${JSON.stringify(error)} ${JSON.stringify({ ...error })}`;
		for (const secret of Object.values(SECRETS)) expect(seen).not.toContain(secret);
	};

	test.each([
		[
			'a wrong token',
			401,
			"Check 'User ID' and 'Auth Token' of the Rocket.Chat Token API credential",
		],
		['no permission', 403, "needs Rocket.Chat's permission 'create-personal-access-tokens'"],
		['trouble', 500, 'Try again later'],
		['another address', 404, 'Check the address in the credential'],
	])('explains %s (%i)', async (_name, status, told) => {
		world.save('rocketChat', SECRETS);
		const echo = Object.values(SECRETS).join(' and ');
		server.behave(() => ({ status, body: { success: false, error: `echo ${echo}` } }));
		const error = await failure();
		expect(error.name).toBe('NodeOperationError');
		expect(error.message).toContain(`the list of tokens (${status}): echo *** and`);
		expect(error.message).toContain(told);
		expectHidden(error);
	});

	const CASES: Array<[string, () => void, string]> = [
		[
			'the simulator’s own rejections',
			() => void world.save('rocketChat', SECRETS),
			'(401): You must be logged in',
		],
		['a missing permission', () => void (server.mayCreate = false), '[error-unauthorized]'],
		[
			'a response that is no JSON',
			() => server.behave(() => ({ status: 200, body: '<html>' })),
			'not with the documented JSON',
		],
		[
			'a response without the list',
			() => server.behave(() => ({ status: 200, body: { success: true } })),
			'without a list',
		],
		[
			'a rate limit',
			() => void (server.rateLimit = { calls: 0, window: 60_000 }),
			'Wait 60 seconds',
		],
	];
	test.each(CASES)('tells %s', async (_name, setUp, told) => {
		setUp();
		const error = await failure();
		expect(error.name).toBe('NodeOperationError');
		expect(error.message).toContain(told);
		expectHidden(error);
	});

	test.each([
		['serverUrl', '', "'Server URL'"],
		['userId', '', "'User ID'"],
		['authToken', 'a\nb', "'Auth Token'"],
		['totpSecret', 'hidden 1890', "'TOTP Secret'"],
	])('names the field of the credential: %s', async (field, value, label) => {
		world.save('rocketChat', { ...SECRETS, [field]: value });
		const error = await failure();
		expect(error.name).toBe('NodeOperationError');
		expect(error.message).toContain(`${label} of the Rocket.Chat Token API credential`);
		expect(error.message).not.toContain('hidden');
		expectHidden(error);
		expect(world.arrived).toBe(0);
	});

	test('explains that there is no server', async () => {
		setFastClock(START);
		world.save('rocketChat', { ...SECRETS, serverUrl: 'http://127.0.0.1:1' });
		const error = await failure();
		expect(error.message).toContain('it refused the connection');
		expectHidden(error);
	});
});

test.each(['=prod', '={{ 1 + 1 }}', '={"a":"}}"}', '={{ $json.name }} \\ "'])(
	'a picked name that looks like an expression, %s, stays that name',
	async (tokenName) => {
		for (const name of [tokenName, 'prod']) server.made(name);
		const { results } = await search(tokenName);
		const [{ value }] = results.filter(({ name }) => name === tokenName);
		const picked = { __rl: true, mode: 'list', value };
		const { json, error } = await run('delete', { tokenName: picked }, [{ name: 'prod' }]);
		expect(error).toBeUndefined();
		expect(json).toEqual([{ deleted: true, tokenName }]);
		expect([...server.tokens.keys()]).toEqual(['prod']);
	},
);
