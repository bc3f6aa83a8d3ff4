import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { Failure } from '../http/failure';
import { tokenItem, type KnownToken } from '../operations/tokenItem';
import type { HttpClient, TokenResponse } from '../provider/provider';
import { rocketChat } from './provider';
import { madeAt, type StoredToken } from './client/responses';
import type { RocketChatClient } from './client/client';
import {
	readDays,
	readLimit,
	readSwitch,
	readTokenName,
	readTwoFactor,
	readText,
} from './parameters';

const DAY = 86_400_000;

/** What an operation gives: items, and sentences that its user should read. */
export interface Outcome {
	items: IDataObject[];
	hints: string[];
}

/** One item's call of an operation, its parameters checked. */
interface Planned {
	/** Items for which this is equal ask for the very same thing. */
	asked: unknown;
	run(client: RocketChatClient, exchange: HttpClient): Promise<Outcome>;
}

/** Reads an item's parameters; throws a Failure that names the one that is wrong. */
export type RocketChatOperation = (context: IExecuteFunctions, item: number) => Planned;

const generate: RocketChatOperation = (context, item) => {
	const tokenName = readTokenName(context, item);
	const bypass = readSwitch(context, item, 'bypassTwoFactor', 'Bypass Two-Factor');
	const twoFactor = readTwoFactor(context, item);
	return {
		asked: [tokenName, bypass],
		async run(client, exchange) {
			const grant = await client.generate(tokenName, bypass, twoFactor, exchange);
			return { items: [newItem(grant)], hints: [] };
		},
	};
};

const regenerate: RocketChatOperation = (context, item) => {
	const tokenName = readTokenName(context, item);
	const twoFactor = readTwoFactor(context, item);
	return {
		asked: tokenName,
		async run(client, exchange) {
			const { grant, hints } = await client.regenerate(tokenName, twoFactor, exchange);
			return { items: [newItem(grant)], hints };
		},
	};
};

const rotate: RocketChatOperation = (context, item) => {
	const tokenName = readTokenName(context, item);
	const period = readDays(context, item) * DAY;
	const bypass = readSwitch(context, item, 'bypassTwoFactor', 'Bypass Two-Factor');
	const twoFactor = readTwoFactor(context, item);
	return {
		asked: [tokenName, period],
		async run(client, exchange) {
			const earlier = client.created.get(tokenName);
			if (earlier?.failure) throw earlier.failure;
			if (earlier) return rotated(earlier.value, period);
			const trace = client.trace(tokenName);
			const work = async () => {
				const stored = await client.find(tokenName, exchange);
				if (stored === undefined) {
					const grant = await client.generate(tokenName, bypass, twoFactor, exchange);
					return rotated(grant, period);
				}
				const made = Math.max(madeAt(stored), trace.madeAt ?? 0);
				// A time in the future is from a clock that is ahead.
				const due = Math.min(made, exchange.now()) + period;
				if (exchange.now() < due && !trace.isLost(stored))
					return { items: [storedItem(client, stored, due)], hints: [] };
				const { grant, hints } = await client.regenerate(tokenName, twoFactor, exchange);
				return rotated(grant, period, hints);
			};
			return await trace.inTurn(work, exchange.unlessCanceled);
		},
	};
};

const getMany: RocketChatOperation = (context, item) => {
	const limit = readLimit(context, item);
	return {
		asked: limit,
		async run(client, exchange) {
			const tokens = (await client.list(exchange)).slice(0, limit);
			const items = tokens.map((stored) => ({
				...storedItem(client, stored),
				lastTokenPart: stored.lastTokenPart,
				bypassTwoFactor: stored.bypassTwoFactor,
			}));
			return { items, hints: [] };
		},
	};
};

const remove: RocketChatOperation = (context, item) => {
	const tokenName = readTokenName(context, item);
	const twoFactor = readTwoFactor(context, item);
	return {
		asked: tokenName,
		async run(client, exchange) {
			await client.remove(tokenName, twoFactor, exchange);
			return { items: [{ deleted: true, tokenName }], hints: [] };
		},
	};
};

const send: RocketChatOperation = (context, item) => {
	const emailOrUsername = readText(context, item, 'emailOrUsername', 'Email or Username');
	return {
		asked: emailOrUsername,
		async run(client, exchange) {
			await client.sendEmailCode(emailOrUsername, exchange);
			return { items: [{ sent: true, emailOrUsername }], hints: [] };
		},
	};
};

const OPERATIONS: Record<string, Record<string, RocketChatOperation>> = {
	personalAccessToken: { generate, regenerate, rotate, getMany, delete: remove },
	twoFactorCode: { send },
};

/** The operation of these names; throws a Failure where there is none. */
export function operationFor(resource: unknown, operation: unknown): RocketChatOperation {
	const operations = new Map(Object.entries(OPERATIONS[String(resource)] ?? {}));
	const found = operations.get(String(operation));
	if (found !== undefined) return found;
	const named = String(operation).slice(0, 50);
	throw new Failure('INVALID_INPUT', `'Operation' has no value '${named}' for this 'Resource'`);
}

/** Whether an operation outputs a token that can never be read again. */
export function isMinting(operation: unknown): boolean {
	return operation === 'generate' || operation === 'regenerate' || operation === 'rotate';
}

/** The item of a token that was made. */
export function newItem(grant: KnownToken, renewAt: number | null = null): IDataObject {
	return itemOf(grant, renewAt, true);
}

/** What comes of a token that was made, and will be due again. */
function rotated(grant: TokenResponse, period: number, hints: string[] = []): Outcome {
	return { items: [newItem(grant, grant.issuedAt + period)], hints };
}

/** The item of a token that is there and cannot be read. */
export function storedItem(
	client: RocketChatClient,
	stored: StoredToken,
	renewAt: number | null = null,
): IDataObject {
	const issuedAt = Math.min(madeAt(stored), Date.now());
	const known: KnownToken = {
		accessToken: null,
		issuedAt,
		obtainedAt: issuedAt,
		expiresAt: null,
		userId: client.userId,
		accountId: null,
		tokenName: stored.tokenName,
		refreshToken: null,
		refreshTokenExpiresAt: null,
	};
	return itemOf(known, renewAt, false);
}

function itemOf(known: KnownToken, renewAt: number | null, renewed: boolean): IDataObject {
	const { name: provider, tokenType } = rocketChat;
	const options = { provider, tokenType, renewAt, renewed, now: Date.now(), metadata: false };
	return { ...tokenItem(known, options) };
}
