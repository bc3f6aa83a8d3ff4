import type { HttpRequestHelper } from '../../tokens/http/client';
import type { Fields } from '../../tokens/provider/provider';
import { giro } from '../../tokens/providers/giro';
import { ask, type Requested } from './asking.mts';
import { n8nHttpRequest } from './helpers.mts';
import { GiroSimulator } from './simulators/giro.mts';

let httpRequest: HttpRequestHelper;
/** A new one for each test. */
export let simulator: GiroSimulator;

/** Starts the simulator for each test of a file. */
export function useGiro(): void {
	beforeAll(async () => {
		httpRequest = await n8nHttpRequest();
	});

	beforeEach(async () => {
		simulator = await new GiroSimulator().start();
	});

	afterEach(async () => {
		await simulator.stop();
	});
}

export function withPassword(changes: Fields = {}): Fields {
	const { baseUrl, xTag, email, password } = simulator;
	return { baseUrl, xTag, signIn: 'emailPassword', email, password, ...changes };
}

export function withBearer(changes: Fields = {}): Fields {
	const { baseUrl, xTag, userId, accountId } = simulator;
	const bearerToken = simulator.jwt();
	return { baseUrl, xTag, signIn: 'bearerToken', bearerToken, userId, accountId, ...changes };
}

export async function asked(fields: Fields = withBearer()): Promise<Requested> {
	return await ask(giro, fields, httpRequest);
}
