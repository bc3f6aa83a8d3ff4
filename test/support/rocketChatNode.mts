import type { IDataObject } from 'n8n-workflow';

import type { RocketChatSimulator } from './simulators/rocketChat.mts';
import type { NodeSpec, Outcome } from './engine.mts';
import { World } from './world.mts';

export const API = '/api/v1/';
export const ROUTES = {
	generate: `${API}users.generatePersonalAccessToken`,
	regenerate: `${API}users.regeneratePersonalAccessToken`,
	remove: `${API}users.removePersonalAccessToken`,
	list: `${API}users.getPersonalAccessTokens`,
	send: `${API}users.2fa.sendEmailCode`,
};
export const DAY = 86_400_000;
export const START = Date.UTC(2031, 4, 6, 7, 8, 10);
/** A failed item becomes `{error}`, and the others go on. */
export const GOES_ON = { onError: 'continueRegularOutput' } as const;
export const BY_NAME = { tokenName: '={{ $json.name }}' };

export let world: World;
/** The world's Rocket.Chat. */
export let server: RocketChatSimulator;

/** Starts a world for each test of a file, and restores the clock after it. */
export function useWorld(): void {
	beforeEach(async () => {
		world = await new World().start();
		server = world.rocketChat;
	});

	afterEach(async () => {
		jest.restoreAllMocks();
		jest.useRealTimers();
		await world.stop();
	});
}

/** Runs an operation of the node. */
export async function run(
	operation: string,
	parameters: IDataObject = {},
	items?: IDataObject[],
	spec: Partial<NodeSpec> & { tool?: boolean } = {},
): Promise<Outcome> {
	const resource = operation === 'send' ? 'twoFactorCode' : 'personalAccessToken';
	return await world.run('rocketChat', { resource, operation, ...parameters }, items, spec);
}

/** Items that name tokens: BY_NAME reads them. */
export function named(...names: string[]): IDataObject[] {
	return names.map((name) => ({ name }));
}

export function numbered(count: number): IDataObject[] {
	return named(...Array.from({ length: count }, (_, n) => `n${n}`));
}

/** The one item of a run that must have succeeded. */
export function itemOf({ json, error }: Outcome): IDataObject {
	expect(error).toBeUndefined();
	expect(json).toHaveLength(1);
	expect(json[0].error).toBeUndefined();
	return json[0];
}

/** The status with which `/me` answers a token. */
export async function statusOf(token: unknown): Promise<number> {
	const headers = { 'X-Auth-Token': String(token), 'X-User-Id': server.userId };
	return (await fetch(`${server.baseUrl}${API}me`, { headers })).status;
}

/** Method and code of the two-factor headers of each request, except those for the list. */
export function codes(): Array<[string | undefined, string | undefined]> {
	return server.arrived
		.filter(({ path }) => path !== ROUTES.list)
		.map(({ headers }) => [headers['x-2fa-method'], headers['x-2fa-code']]);
}

/** The routes of the requests in order, without their common prefix. */
export function asked(): string[] {
	return server.arrived.map(({ path }) => path.replace(`${API}users.`, ''));
}
