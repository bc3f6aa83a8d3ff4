import type { HttpRequestHelper } from '../../tokens/http/client';
import type { Fields } from '../../tokens/provider/provider';
import { genLogs } from '../../tokens/providers/genLogs';
import { ask, type Requested } from './asking.mts';
import { n8nHttpRequest } from './helpers.mts';
import { GenLogsSimulator } from './simulators/genLogs.mts';

let httpRequest: HttpRequestHelper;
/** A new one for each test. */
export let simulator: GenLogsSimulator;

/** Starts the simulator for each test of a file. */
export function useGenLogs(): void {
	beforeAll(async () => {
		httpRequest = await n8nHttpRequest();
	});

	beforeEach(async () => {
		simulator = await new GenLogsSimulator().start();
	});

	afterEach(async () => {
		await simulator.stop();
	});
}

export function fields(changes: Fields = {}): Fields {
	const { baseUrl, email, password, apiKey } = simulator;
	return { baseUrl, email, password, apiKey, ...changes };
}

export async function asked(changes: Fields = {}): Promise<Requested> {
	return await ask(genLogs, fields(changes), httpRequest);
}

export const TOMORROW = new Date(Date.now() + 86_400_000).toISOString();

export function success(access: Record<string, unknown>, more: Record<string, unknown> = {}) {
	return {
		access_token_data: { token: 'invented', expires: TOMORROW, ...access },
		refresh_token_data: { token: 'invented-refresh', expires: TOMORROW },
		user_id: 'usr-1',
		...more,
	};
}

export function answering(body: unknown, status = 200): void {
	simulator.behave(() => ({ status, body }));
}
