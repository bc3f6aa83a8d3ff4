import { readRocketChatLogin } from '../../tokens/rocketChat/provider';
import { RocketChatClient } from '../../tokens/rocketChat/client/client';
import type { TwoFactor } from '../../tokens/rocketChat/client/secondFactor';
import type { Fields } from '../../tokens/provider/provider';
import type { HttpRequestHelper } from '../../tokens/http/client';
import { n8nHttpRequest } from './helpers.mts';
import { RocketChatSimulator } from './simulators/rocketChat.mts';
import { exchanged } from './asking.mts';

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

export function fields(changes: Fields = {}): Fields {
	const { baseUrl: serverUrl, userId, authToken } = simulator;
	return { serverUrl, userId, authToken, ...changes };
}

export async function generate(
	changes: Fields = {},
	twoFactor: TwoFactor = AUTOMATIC,
	{ tokenName, bypassTwoFactor } = { tokenName: 'nightly', bypassTwoFactor: false },
) {
	const client = new RocketChatClient(readRocketChatLogin(fields(changes)));
	return await exchanged('Rocket.Chat', client.secrets, httpRequest, (exchange) =>
		client.generate(tokenName, bypassTwoFactor, twoFactor, exchange),
	);
}

/** Method and code of the two-factor headers, request by request. */
export function codes(): Array<[string | undefined, string | undefined]> {
	return simulator.arrived.map(({ headers }) => [headers['x-2fa-method'], headers['x-2fa-code']]);
}

export function answering(body: unknown, status = 200): void {
	simulator.behave(() => ({ status, body }));
}
