import type { IDataObject } from 'n8n-workflow';

import type { Outcome } from '../../support/engine.mts';
import { GRANTS, isGrant, type GrantName } from '../../support/grants.mts';
import { World, type Any } from '../../support/world.mts';
import type { Arrived, Reply } from '../../support/simulators/simulator.mts';
import type { Fault } from './faults.mts';
import type { Point } from './points.mts';

/**
 * - `lasting`: every such request meets the fault, none has an effect
 * - `passing`: only the first one does
 * - `done`: only the first one does, and the provider has done what it was asked for
 */
export type Mode = 'lasting' | 'passing' | 'done';

/** What came of one fault at one request of one operation. */
export interface Case {
	point: Point;
	fault: Fault;
	mode: Mode;
	world: World;
	outcome: Outcome;
	/** Paths asked for, in turn. */
	asked: string[];
	/** What the credential held before. */
	row: Record<string, unknown>;
	/** What the provider would have answered where the fault struck. */
	answers: Reply[];
}

/** Changes the provider's account before its credential is saved, and says what the credential holds besides. */
export type Provision = (world: World, name: Any) => IDataObject;

const TITLES = { giro: 'GIRO', genLogs: 'GenLogs', personr: 'Personr', rocketChat: 'Rocket.Chat' };

/** What errors call the provider. A described API has no name but its host. */
export function titleOf({ point: { provider }, fault, world }: Case): string {
	if (!isDescribed(provider)) return TITLES[provider];
	return new URL(fault.origin ?? world[provider].origin).host;
}

/** Whether it is an API that its user described. */
export function isDescribed(provider: Any): provider is 'custom' | GrantName {
	return provider === 'custom' || isGrant(provider);
}

let number = 0;

/**
 * A world with one provider, and an account that no other case has: failed logins are remembered.
 *
 * @param how.origin what the credential has for the provider's address, where that is not right
 */
export async function worldFor(
	point: Point,
	{ origin, provision }: { origin?: string; provision?: Provision } = {},
): Promise<World> {
	const world = new World();
	const { provider } = point;
	await world[provider].start();
	number += 1;
	world.distinguish(provider, number);
	const more = provision?.(world, provider) ?? {};
	world.save(provider, { ...more, ...(origin === undefined ? {} : addressAt(provider, origin)) });
	point.prepare?.(world);
	return world;
}

function addressAt(provider: Any, origin: string): IDataObject {
	if (isGrant(provider)) return { baseUrl: origin, tokenUrl: `${origin}/oauth/token` };
	return { [provider === 'rocketChat' ? 'serverUrl' : 'baseUrl']: origin };
}

export function isAt({ request: { path } }: Point, arrived: Arrived): boolean {
	return typeof path === 'string' ? arrived.path === path : path.test(arrived.path);
}

/** Lets a fault strike at a request of an operation, and runs it. */
export async function runCase(
	point: Point,
	fault: Fault,
	mode: Mode,
	provision?: Provision,
): Promise<Case> {
	const world = await worldFor(point, { origin: fault.origin, provision });
	const provider = world[point.provider];
	const twin = twinOf(world, point);
	const answers: Reply[] = [];
	let struck = 0;
	provider.behave(async (request) => {
		if (!isAt(point, request)) return undefined;
		struck += 1;
		if (struck > 1 && mode !== 'lasting') return undefined;
		const answer = mode === 'done' ? provider.wouldAnswer(request) : twin(request);
		answers.push(answer);
		return await fault.reply(request, answer, point);
	});
	const row = { ...world.row(point.provider) };
	const outcome = await runPoint(world, point);
	const asked = provider.arrived.map(({ path }) => path);
	await provider.stop();
	return { point, fault, mode, world, outcome, asked, row, answers };
}

export async function runPoint(
	world: World,
	{ provider, parameters, item }: Point,
	stop?: AbortSignal,
): Promise<Outcome> {
	return await world.run(provider, parameters, [item()], { stop });
}

/** What a provider would answer, without anything done: a twin is asked, which knows what this one knows. */
function twinOf(world: World, { provider: name }: Point) {
	return (request: Arrived): Reply => {
		const twin = new World();
		for (const key of IDENTITY) if (key in world[name]) copy(world[name], twin[name], key);
		for (const grant of GRANTS)
			for (const token of world[grant].refreshTokens) twin[grant].refreshTokens.add(token);
		for (const [jwt, expiry] of world.giro.jwts) twin.giro.jwts.set(jwt, expiry);
		for (const [token, made] of world.rocketChat.tokens) twin.rocketChat.tokens.set(token, made);
		return twin[name].wouldAnswer(request);
	};
}

/** What a provider knows of its one account. */
const IDENTITY = [
	'email',
	'userId',
	'password',
	'accountId',
	'xTag',
	'apiKey',
	'authToken',
	'more',
	'clientId',
	'clientSecret',
	'publicKey',
	// An assertion is for one address.
	'port',
];

function copy(from: object, to: object, key: string): void {
	Reflect.set(to, key, Reflect.get(from, key));
}

/** Works through a list, so many at once. */
export async function inParallel<T>(
	list: T[],
	atOnce: number,
	work: (one: T) => Promise<void>,
): Promise<void> {
	const left = [...list];
	const worker = async () => {
		for (let next = left.shift(); next !== undefined; next = left.shift()) await work(next);
	};
	await Promise.all(Array.from({ length: atOnce }, worker));
}
