import type { Execution, WorkflowData } from '../../../tools/n8n.mts';
import { N8n, readHost } from '../../../tools/n8n.mts';
import { example, type Filling } from '../../../tools/examples/example.mts';
import { makeApiKey } from '../../../tools/examples/setUp.mts';
import { Simulators } from '../../../tools/examples/simulators.mts';
import { n8nApi, wiring } from '../../../tools/examples/wiring.mts';
import { freePort } from '../../../tools/ports.mts';
import { Editor } from './editor.mts';
import { MANUAL, inARow } from './rows.mts';
import { World, tokenNode } from './world.mts';

const simulators = new Simulators();
const world = new World(simulators);
const { rocketChat, store } = simulators;
const ROTATION = 'rocket-chat-rotation';
/** The example where n8n's own credential can't be written after all. */
const UNWRITABLE = 'unwritable';
const BOT_CREDENTIAL = 'rocketchatApi-simulated';
const BOT = 'n8n-bot';
const MONTH = 30 * 86_400_000;

const credential = () => world.credential('rocketChatTokenApi', 'rocketChatTokenApi-simulated');

const step = (name: string, parameters: object) => tokenNode(name, credential(), parameters);
const picked = (value: string) => ({ __rl: true, mode: 'name', value });

function life(): WorkflowData {
	return inARow('life', [
		MANUAL,
		step('Generate', {
			operation: 'generate',
			tokenName: picked('reports'),
			options: { bypassTwoFactor: true },
		}),
		step('Get Many', { operation: 'getMany', returnAll: true }),
		step('Regenerate', { operation: 'regenerate', tokenName: picked('reports') }),
		step('Rotate', { operation: 'rotate', tokenName: picked('reports'), olderThanDays: 30 }),
		step('Delete', { operation: 'delete', tokenName: picked('reports') }),
		step('Send', {
			resource: 'twoFactorCode',
			operation: 'send',
			emailOrUsername: rocketChat.email,
		}),
	]);
}

/** What a user fills in about his n8n. */
const of = (fields: Record<string, string>): Filling => ({ 'Your n8n': { fields } });

/** What a user may fill in wrongly. */
const WRONG: Record<string, Filling> = {
	'the ID of the credential': of({ rocketApiCredentialId: 'no-such-credential' }),
	'the ID, left empty,': of({ rocketApiCredentialId: '' }),
	'the address of n8n': of({ n8nAddress: 'http://127.0.0.1:9' }),
};

/** The example, with changes of what is filled in. */
function rotation(changes: Filling = {}, id = ROTATION): WorkflowData {
	const filling = wiring(simulators, world.n8n)[ROTATION];
	const nodes = Object.entries(changes).map(([name, { parameters, fields }]) => {
		const { credential, ...before } = filling[name];
		const changed = { parameters, fields: { ...before.fields, ...fields } };
		return [name, { credential, ...changed }] as const;
	});
	return { ...example(ROTATION, { ...filling, ...Object.fromEntries(nodes) }), id };
}

/** Executes a workflow in a process beside the server. */
async function execute(id: string): Promise<Execution> {
	const settings = { ...world.n8n.settings, brokerPort: await freePort() };
	return await new N8n(world.folder, settings).execute(id);
}

beforeAll(async () => {
	await world.start();
	const editor = await Editor.open(world.n8n);
	await world.n8n.importCredentials([
		credential(),
		...simulators.credentials.filter(({ id }) => id === BOT_CREDENTIAL),
		n8nApi(world.n8n, await makeApiKey(world.n8n, editor)),
	]);
	const elsewhere = { 'Update Credential': { parameters: { url: store.origin } } };
	// As it's copied from the browser.
	const withSlash = of({ n8nAddress: `${world.n8n.origin}/` });
	await world.n8n.importWorkflows([life(), rotation(withSlash), rotation(elsewhere, UNWRITABLE)]);
});

afterAll(() => world.stop());

describe('the life of a token', () => {
	let execution: Execution;
	const item = (name: string) => execution.items[name][0].json;

	beforeAll(async () => {
		rocketChat.twoFactor = 'password';
		await world.n8n.importCredentials([
			{ ...credential(), data: { ...credential().data, password: rocketChat.password } },
		]);
		execution = await execute('life');
	});

	it('goes through every operation', () => {
		expect(execution.error).toBeUndefined();
		expect(item('Generate')).toMatchObject({ tokenName: 'reports', renewed: true });
		expect(item('Get Many')).toMatchObject({
			tokenName: 'reports',
			accessToken: null,
			lastTokenPart: String(item('Generate').accessToken).slice(-6),
			bypassTwoFactor: true,
		});
		expect(item('Regenerate')).toMatchObject({ tokenName: 'reports', renewed: true });
		expect(item('Regenerate').accessToken).not.toBe(item('Generate').accessToken);
		expect(item('Rotate')).toMatchObject({ renewed: false, accessToken: null, headers: {} });
		expect(item('Delete')).toEqual({ deleted: true, tokenName: 'reports' });
		expect(item('Send')).toEqual({ sent: true, emailOrUsername: rocketChat.email });
		expect(rocketChat.emails).toHaveLength(1);
		expect([...rocketChat.tokens]).toEqual([]);
	});

	it('sends the password as its digest alone, and leaves it nowhere', () => {
		const sent = rocketChat.arrived.map(({ rawHeaders, body }) => rawHeaders.join() + String(body));
		expect(sent.join()).toContain('x-2fa-code');
		const written = sent.join() + execution.output + execution.errors + world.databaseText();
		expect(written).not.toContain(rocketChat.password);
	});
});

describe('the example of a monthly rotation', () => {
	beforeAll(() => void (rocketChat.twoFactor = 'none'));

	const bot = () => world.n8n.readCredential(BOT_CREDENTIAL).data;
	const regenerate = async (tokenName: string) => {
		const response = await fetch(
			`${rocketChat.baseUrl}/api/v1/users.regeneratePersonalAccessToken`,
			{
				method: 'POST',
				headers: {
					'Content-Type': 'application/json',
					'X-Auth-Token': rocketChat.authToken,
					'X-User-Id': rocketChat.userId,
				},
				body: JSON.stringify({ tokenName }),
			},
		);
		expect(response.status).toBe(200);
	};
	const me = async (token: unknown) => {
		const headers = { 'X-Auth-Token': String(token), 'X-User-Id': rocketChat.userId };
		return (await fetch(`${rocketChat.baseUrl}/api/v1/me`, { headers })).status;
	};

	// n8n 1 cannot update a credential through its API.
	if (readHost().version.startsWith('1.')) {
		it('makes no token where n8n has no such call, and says what n8n said', async () => {
			rocketChat.forget();
			const { error } = await execute(ROTATION);
			expect(error?.message).toContain('No token was made');
			expect(error?.message).toMatch(/405|not allowed/i);
			expect(rocketChat.arrived).toEqual([]);
			expect(bot().authKey).toBe('none-yet');
		});
	} else {
		it("makes the token where there is none, and writes it into n8n's own credential", async () => {
			const { error } = await execute(ROTATION);
			expect(error).toBeUndefined();
			expect(bot()).toMatchObject({
				domain: rocketChat.baseUrl,
				userId: rocketChat.userId,
				authKey: rocketChat.tokens.get(BOT),
			});
			expect(await me(bot().authKey)).toBe(200);
		});

		it('leaves it alone while it is young', async () => {
			const before = bot();
			const { items } = await execute(ROTATION);
			expect(items['Rotate Token'][0].json).toMatchObject({ renewed: false });
			expect(items['Update Credential']).toBeUndefined();
			expect(bot()).toEqual(before);
		});

		it('replaces it when it is a month old', async () => {
			// By the server's clock the token is made anew a month ago.
			rocketChat.now = () => Date.now() - MONTH;
			await regenerate(BOT);
			rocketChat.now = () => Date.now();
			const aged = rocketChat.tokens.get(BOT);
			const { error } = await execute(ROTATION);
			expect(error).toBeUndefined();
			const { authKey } = bot();
			expect(authKey).not.toBe(aged);
			expect(authKey).toBe(rocketChat.tokens.get(BOT));
		});

		it('ends with the reason and with what to do where the new token could not be written', async () => {
			rocketChat.tokens.delete(BOT);
			store.behave(() => ({ status: 503, body: { message: 'Locked for a backup' } }));
			const { error, items } = await execute(UNWRITABLE);
			expect(error?.message).toContain("The new token 'n8n-bot' could not be written");
			expect(error?.message).toContain('Locked for a backup');
			expect(items['Rotate Token'][0].json.accessToken).toBe(rocketChat.tokens.get(BOT));
		});
	}

	it.each(Object.keys(WRONG))('makes no token where %s is wrong', async (what) => {
		await world.n8n.importWorkflows([rotation(WRONG[what], 'wrong')]);
		rocketChat.forget();
		const before = bot();
		const { error } = await execute('wrong');
		expect(error?.message).toContain('No token was made');
		expect(error?.message).toContain("'Your n8n'");
		expect(rocketChat.arrived).toEqual([]);
		expect(bot()).toEqual(before);
	});
});
