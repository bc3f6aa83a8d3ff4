import type { IDataObject } from 'n8n-workflow';

import { otherWorker } from '../support/otherWorker.mts';
import { knowNobody } from '../support/sightings.mts';
import { World } from '../support/world.mts';

let world: World;

beforeEach(async () => {
	// Each test begins as a process of its own, which has met no other.
	knowNobody();
	world = await new World().start();
});

afterEach(async () => {
	jest.restoreAllMocks();
	jest.useRealTimers();
	await world.stop();
});

describe('the credential is read once', () => {
	it.each([
		['personr', 'generate'],
		['genLogs', 'get'],
		['genLogs', 'generate'],
	] as const)('%s, %s: there is nobody to look for', async (provider, operation) => {
		const { json } = await world.run(provider, { operation });
		expect(json[0].renewed).toBe(true);
		expect(world.engine.credentials.reads).toBe(1);
	});
});

describe('requests in n8n’s own node, where each login ends the token before it', () => {
	it('log in again where another worker has ended the token between its storing and its use', async () => {
		const url = `${world.personr.baseUrl}/things`;
		const call = async (items = 1) =>
			await world.call('personr', url, {}, Array(items).fill({}) as IDataObject[]);
		// Once refused, it knows that the check can be believed; then it meets the other worker.
		await call();
		world.personr.revoke();
		expect((await call()).json[0].error).toBeUndefined();
		await otherWorker(world);
		await call();
		world.personr.revoke();
		// The check that follows the next login is when the other one logs in.
		const { logins } = world.personr;
		let ended = false;
		world.personr.behave(async ({ path }) => {
			const isNext = path.endsWith('/api-applicant-status') && world.personr.logins > logins;
			if (isNext && !ended) {
				ended = true;
				world.personr.revoke();
			}
			return undefined;
		});
		const { json } = await call(10);
		expect(json.filter(({ error }) => error)).toEqual([]);
		expect(json).toHaveLength(10);
		expect(world.personr.logins).toBe(logins + 2);
	});

	it('make one login where the check refuses every token, though many wanted it', async () => {
		world.personr.behave(async ({ path }) =>
			path.endsWith('/api-applicant-status') ? { status: 401, body: {} } : undefined,
		);
		const url = `${world.personr.baseUrl}/things`;
		const { json } = await world.call('personr', url, {}, Array(20).fill({}) as IDataObject[]);
		expect(json.filter(({ error }) => error)).toEqual([]);
		expect(world.personr.logins).toBe(1);
	});
});
