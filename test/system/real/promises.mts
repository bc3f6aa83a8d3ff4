import type { IDataObject } from 'n8n-workflow';

import { ask } from './asking.mts';
import { pause } from './programs/program.mts';
import { failures, skip, type RealWorld } from './world.mts';

const ITEMS = 200;
/** In seconds: for one, a good verdict on a token is believed where the program reports refusals. */
const BELIEVED = 1.5;
/** In seconds: how far times may be apart that were read from clocks of whole seconds. */
const TOLERANCE = 2;

/** What a program is like, as far as the promises depend on it. */
export interface Expected {
	/** What the user reads of a wrong password. */
	refusal: RegExp;
	/** After how many seconds the program ends a session by itself. */
	ends: number;
	/** Whether it declares that. */
	declares: boolean;
	/** Whether it goes on to take a session after that. */
	takesOld?: boolean;
	/** For how many seconds a token that was found good is used without a check, where that is longer. */
	believed?: number;
}

/** What holds with each program: the tests of one file, in turn. */
export function promises(
	world: RealWorld,
	{ refusal, ends, declares, takesOld = false, believed = BELIEVED }: Expected,
): void {
	/** Gets a new token, and has the program accept it. */
	async function newToken(): Promise<Record<string, string>> {
		const { headers } = await world.token('generate');
		expect(await isAccepted(headers as Record<string, string>)).toBe(true);
		return headers as Record<string, string>;
	}

	async function isAccepted(headers: Record<string, string>): Promise<boolean> {
		return !world.program.isRefusal(await ask(world.program, world.program.call, headers));
	}

	/** After a session has come to its end, no item notices. */
	async function expectRenewal(): Promise<void> {
		world.front.forget();
		expect(await failures(world, ITEMS)).toEqual([]);
		expect(world.logins).toBe(1);
	}

	test(`${ITEMS} items at once: one login, and none fails`, async () => {
		expect(await failures(world, ITEMS)).toEqual([]);
		expect(world.logins).toBe(1);
		expect(await world.token('get')).toMatchObject({ accessToken: world.stored });
	});

	test(`the token shows ${declares ? 'the expiry that the program declares' : 'no expiry, for the program declares none'}`, async () => {
		const { issuedAt, expiresAt } = (await world.token('generate')) as Record<string, string>;
		if (!declares) {
			expect(expiresAt).toBeNull();
			return;
		}
		const lifetime = (Date.parse(expiresAt) - Date.parse(issuedAt)) / 1_000;
		expect(Math.abs(lifetime - ends)).toBeLessThan(TOLERANCE);
	});

	test('a session that the program was told to end: one login, and no item fails', async () => {
		const headers = await newToken();
		await world.program.endSession(world.stored);
		expect(await isAccepted(headers)).toBe(false);
		skip(believed);
		await expectRenewal();
	});

	test(`a session past its time${takesOld ? ', which the program would still take' : ''}: one login, and no item fails`, async () => {
		const headers = await newToken();
		if (takesOld) skip(ends + 1);
		else await pause(ends + 1);
		// Sessions in the tests end sooner than real ones, and this one may not be due for a check yet.
		if (ends < believed) skip(believed);
		expect(await isAccepted(headers)).toBe(takesOld);
		await expectRenewal();
	});

	test(`a wrong password: one attempt for ${ITEMS} items, which all say what is wrong`, async () => {
		world.save({ password: 'Wrong-password-1' });
		const { json } = await world.call(ITEMS);
		world.save();
		expect(world.logins).toBe(1);
		expect(json).toHaveLength(ITEMS);
		for (const { error } of json as IDataObject[]) expect(error).toMatch(refusal);
	});
}
