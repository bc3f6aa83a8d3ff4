import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import { GenLogsApi } from '../../credentials/GenLogsApi.credentials';
import { Bench } from '../support/bench.mts';

type Sign = (
	credentials: ICredentialDataDecryptedObject,
	options: IHttpRequestOptions,
) => Promise<IHttpRequestOptions>;

let bench: Bench;

beforeEach(() => (bench = new Bench()));

afterEach(async () => {
	jest.useRealTimers();
	await bench.stop();
});

describe('where a token goes', () => {
	test.each(['legacy', 'modern'])(
		'a request to another host fails by name, without a login or a check (%s)',
		async (helper) => {
			const [account, other] = [await bench.genLogs(), await bench.genLogs()];
			bench.engine.save('c', account.fields);
			const out = await bench.request(account, {
				url: `${other.simulator.baseUrl}/things`,
				helper,
			});
			expect(out.json[0].error).toContain(
				`This credential's token may not be sent to ${new URL(other.simulator.baseUrl).host}`,
			);
			expect(other.simulator.arrived).toEqual([]);
			expect(account.simulator.arrived).toEqual([]);
		},
	);

	test('a host in otherHosts is sent the token', async () => {
		const [account, other] = [await bench.genLogs(), await bench.genLogs()];
		other.simulator.behave(() => ({ status: 200, body: {} }));
		bench.engine.save('c', {
			...account.fields,
			settings: {
				hosts: { otherHosts: `files.example.com, ${new URL(other.simulator.baseUrl).host}` },
			},
		});
		expect(
			(await bench.request(account, { url: `${other.simulator.baseUrl}/things` })).failed,
		).toEqual([]);
		expect(account.simulator.tokens.has(other.simulator.arrived[0].headers['access-token'])).toBe(
			true,
		);
	});

	test.each(['legacy', 'modern'])(
		'a redirect to another host carries no secret there (%s)',
		async (helper) => {
			const [account, other] = [await bench.genLogs(), await bench.genLogs()];
			bench.engine.save('c', account.fields);
			account.simulator.behave(({ path }) =>
				path === '/things'
					? { status: 302, headers: { Location: `${other.simulator.baseUrl}/stolen` } }
					: undefined,
			);
			expect((await bench.request(account, { helper })).failed).toHaveLength(1);
			expect(other.simulator.arrived).toEqual([]);
			expect(account.simulator.logins).toBe(1);
		},
	);

	test('a login that redirects is not followed', async () => {
		const [account, other] = [await bench.personr(), await bench.personr()];
		bench.engine.save('c', account.fields);
		account.simulator.behave(() => ({
			status: 307,
			headers: { Location: `${other.simulator.baseUrl}/api-token-generate?secret=1` },
		}));
		const { json } = await bench.request(account);
		expect(json[0].error).toMatch(
			new RegExp(`it redirects to ${other.simulator.origin}\\. Nothing was sent there`),
		);
		expect(other.simulator.arrived).toEqual([]);
	});

	test('a header that a user sets cannot pass a request for a credential test', async () => {
		const [account, other] = [await bench.genLogs(), await bench.genLogs()];
		bench.engine.save('c', account.fields);
		const headers = { 'x-access-token-test': 'true' };
		const out = await bench.request(account, { url: `${other.simulator.baseUrl}/things`, headers });
		expect(out.json[0].error).toContain('may not be sent to');
		expect([...account.simulator.arrived, ...other.simulator.arrived]).toEqual([]);
		expect((await bench.request(account, { headers })).json[0]).toEqual({ path: '/things' });
	});

	test('the options that n8n shows to the user hold no token', async () => {
		const account = await bench.genLogs();
		bench.engine.save('c', account.fields);
		await bench.request(account);
		const type = new GenLogsApi();
		const options = { url: `${account.simulator.baseUrl}/things`, headers: { accept: '*/*' } };
		const before = structuredClone(options);
		const signed = await (type.authenticate as Sign)(bench.engine.credentials.row('c'), options);
		expect(options).toEqual(before);
		expect(signed.headers).toMatchObject({ accept: '*/*', 'x-api-key': account.simulator.apiKey });
		expect(account.simulator.tokens.has(String(signed.headers?.['Access-Token']))).toBe(true);
	});
});
