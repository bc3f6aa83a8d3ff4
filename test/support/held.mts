import type { IDataObject } from 'n8n-workflow';

import type { NodeSpec, Outcome } from './engine.mts';
import type { SESSIONS, World } from './world.mts';

const DAY = 86_400_000;

export const iso = (moment: number) => new Date(moment).toISOString();

/** Runs a provider's node with `renewIfDue`. */
export async function renewIn(
	world: World,
	name: (typeof SESSIONS)[number],
	items: IDataObject[],
	parameters: IDataObject = {},
	spec: Partial<NodeSpec> & { tool?: boolean } = {},
): Promise<Outcome> {
	return await world.run(name, { operation: 'renewIfDue', ...parameters }, items, spec);
}

/** A row of a table with a token of before, which is not due unless told otherwise. */
export function row(changes: IDataObject = {}): IDataObject {
	const now = Date.now();
	return {
		row: 7,
		accessToken: 'invented-token-of-before',
		issuedAt: iso(now - 10 * DAY),
		expiresAt: iso(now + 355 * DAY),
		...changes,
	};
}

/** A row whose token has expired. */
export function expired(changes: IDataObject = {}): IDataObject {
	const now = Date.now();
	return row({ issuedAt: iso(now - 2 * DAY), expiresAt: iso(now - DAY), ...changes });
}

/** The operations of the nodes whose providers' tokens are kept in the credential, as they are shown. */
export const OPERATIONS = ['get', 'generate', 'renewIfDue'] as const;
