import { RocketChatSimulator } from './rocketChat.mts';

export const GENERATE = 'users.generatePersonalAccessToken';
export const REGENERATE = 'users.regeneratePersonalAccessToken';
export const REMOVE = 'users.removePersonalAccessToken';
export const LIST = 'users.getPersonalAccessTokens';
export const NIGHTLY = { tokenName: 'nightly', bypassTwoFactor: false };
export const START = Date.UTC(2031, 4, 6, 7, 8, 9);

export let simulator: RocketChatSimulator;
/** The server's time, in epoch milliseconds; `at` is to be set. */
export const clock = { at: START };

interface Got {
	status: number;
	json: Record<string, unknown>;
	headers: Headers;
}

/** Starts a simulator with a clock of its own for each test of a file. */
export function useSimulator(): void {
	beforeEach(async () => {
		simulator = await new RocketChatSimulator().start();
		clock.at = START;
		simulator.now = () => clock.at;
	});

	afterEach(async () => {
		await simulator.stop();
	});
}

/** A call with the account's own token; a body makes it a POST. */
export async function call(route: string, body?: unknown, changes: object = {}): Promise<Got> {
	const response = await fetch(`${simulator.baseUrl}/api/v1/${route}`, {
		method: body === undefined ? 'GET' : 'POST',
		headers: {
			'X-Auth-Token': simulator.authToken,
			'X-User-Id': simulator.userId,
			...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
			...changes,
		},
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	const json = (await response.json()) as Got['json'];
	return { status: response.status, json, headers: response.headers };
}

export async function withCode(method: string, code: string): Promise<Got> {
	return await call(GENERATE, NIGHTLY, { 'x-2fa-method': method, 'x-2fa-code': code });
}

/** Status and kind of an answer. */
export function told({ status, json }: Got): unknown[] {
	return [status, json.errorType ?? json.error ?? json.message ?? json.success];
}
