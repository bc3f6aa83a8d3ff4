import type { HttpRequestHelper } from '../../tokens/http/client';
import type { Fields } from '../../tokens/provider/provider';
import { RocketChatClient } from '../../tokens/rocketChat/client/client';
import type { TwoFactor } from '../../tokens/rocketChat/client/codes';
import { readRocketChatLogin, rocketChat } from '../../tokens/rocketChat/provider';
import { withClient, type Requested } from './asking.mts';
import { n8nHttpRequest } from './helpers.mts';
import { RocketChatSimulator } from './simulators/rocketChat.mts';

export const AUTOMATIC: TwoFactor = { method: 'automatic', code: '' };

export let httpRequest: HttpRequestHelper;
export let simulator: RocketChatSimulator;

/** Starts a simulator for each test of a file. */
export function useSimulator(): void {
	beforeAll(async () => {
		httpRequest = await n8nHttpRequest();
	});

	beforeEach(async () => {
		simulator = await new RocketChatSimulator().start();
	});

	afterEach(async () => {
		await simulator.stop();
	});
}

/** The fields of a credential for the simulator. */
export function fields(changes: Fields = {}): Fields {
	const { baseUrl: serverUrl, userId, authToken } = simulator;
	return { serverUrl, userId, authToken, ...changes };
}

/** Generates a token with a client of its own. */
export async function generate(
	changes: Fields = {},
	twoFactor: TwoFactor = AUTOMATIC,
	{ tokenName, bypassTwoFactor } = { tokenName: 'nightly', bypassTwoFactor: false },
): Promise<Requested> {
	const client = new RocketChatClient(readRocketChatLogin(fields(changes)));
	return await withClient(rocketChat, client.secrets, httpRequest, (http) =>
		client.generate(tokenName, bypassTwoFactor, twoFactor, http),
	);
}

/** Method and code of the two-factor headers of each request. */
export function codes(): Array<[string | undefined, string | undefined]> {
	return simulator.arrived.map(({ headers }) => [headers['x-2fa-method'], headers['x-2fa-code']]);
}

/** Makes the simulator answer every request with this. */
export function answering(body: unknown, status = 200): void {
	simulator.behave(() => ({ status, body }));
}
