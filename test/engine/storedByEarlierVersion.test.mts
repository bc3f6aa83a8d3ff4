import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { Engine, type NodeSpec } from '../support/engine.mts';
import { PersonrSimulator } from '../support/simulators/personr.mts';
import storedByEarlierVersion from '../support/storedByEarlierVersion.json';

/** Any API will do: it is sent the token, and accepts it. */
const api = new PersonrSimulator();

beforeAll(async () => {
	await api.start();
	api.behave(() => ({ status: 200, body: { works: true } }));
});
beforeEach(() => void (api.arrived.length = 0));
afterAll(async () => await api.stop());

/** A time in the stored text, and nothing that only looks like one. */
const TIME = /(?<=":)\d{13}(?=[,}])/g;

/** The stored text, moved so that its token was requested a minute ago. */
function justRequested(text: string): string {
	const age = Date.now() - 60_000 - Math.min(...(text.match(TIME) ?? []).map(Number));
	return text.replace(TIME, (time) => String(Number(time) + age));
}

/** Their login goes to a host that cannot exist (RFC 2606), so that a login would fail. */
const earlier = storedByEarlierVersion.map((one, n) => ({
	...one,
	fields: one.fields as unknown as ICredentialDataDecryptedObject,
	n,
}));

/** Settings had these places. There they are ignored: each of them would have the test fail. */
const FORMER_SETTINGS = { maxAge: 0.001, otherHosts: '/', allowTokenOutput: false };

describe.each(earlier)('a token of $provider ($n) that an earlier version stored', (one) => {
	const { provider, fields, accessToken, tokenState } = one;
	const credentialType = `${provider}Api`;

	function engineWithRow(): { engine: Engine; row: ICredentialDataDecryptedObject } {
		const tokenSession = justRequested(one.tokenSession);
		const row = {
			...fields,
			...FORMER_SETTINGS,
			tokenState,
			tokenSession,
			accessToken,
			settings: { hosts: { otherHosts: new URL(api.origin).host } },
		};
		return { engine: new Engine().save('c', { ...row }), row };
	}
	const run = async (engine: Engine, spec: NodeSpec) =>
		await engine.run({ ...spec, credential: [credentialType, 'c'] });

	test('is sent with a request, without a login', async () => {
		const { engine, row } = engineWithRow();
		const parameters = { url: `${api.origin}/things`, credential: credentialType };
		const { json, error } = await run(engine, { type: 'test.apiRequest', parameters });
		expect(error).toBeUndefined();
		expect(json).toEqual([{ works: true }]);
		expect(api.arrived).toHaveLength(1);
		expect(Object.values(api.arrived[0].headers)).toContain(
			provider === 'genLogs' ? accessToken : `Bearer ${accessToken}`,
		);
		expect(engine.credentials.row('c')).toEqual(row);
	});

	test('is output by Get, without a login', async () => {
		const { engine, row } = engineWithRow();
		const { json, error } = await run(engine, {
			type: `n8n-nodes-access-tokens.${provider}Token`,
			parameters: { operation: 'get' },
		});
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ provider, accessToken, renewed: false }]);
		expect(engine.credentials.row('c')).toEqual(row);
	});
});
