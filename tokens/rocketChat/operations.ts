import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { Failure } from '../http/failure';
import { clock } from '../http/waiting';
import { tokenItem, type KnownToken } from '../operations/tokenItem';
import type { HttpClient, TokenResponse } from '../provider/provider';
import type { RocketChatClient } from './client/client';
import type { TwoFactor } from './client/codes';
import { creationTime, type ListedToken } from './client/responses';
import {
	readBypass,
	readDays,
	readLimit,
	readText,
	readTokenName,
	readTwoFactor,
} from './parameters';
import { presentToken, rocketChat } from './provider';

const DAY = 86_400_000;

/** What an operation outputs: items, and hints for the user, each a sentence. */
export interface OperationOutput {
	items: IDataObject[];
	hints: string[];
}

/** One item's call of an operation, its parameters read and checked. */
interface PlannedCall {
	/** Equal for items that ask for the very same thing. */
	key: unknown;
	/** Throws a Failure. */
	run(client: RocketChatClient, http: HttpClient): Promise<OperationOutput>;
}

/** Reads an item's parameters. Throws a Failure that names the parameter that is wrong. */
export type RocketChatOperation = (context: IExecuteFunctions, item: number) => PlannedCall;

const generate: RocketChatOperation = (context, item) => {
	const tokenName = readTokenName(context, item);
	const bypass = readBypass(context, item);
	const twoFactor = readTwoFactor(context, item);
	return {
		key: [tokenName, bypass],
		async run(client, http) {
			const token = await client.generate(tokenName, bypass, twoFactor, http);
			return { items: [createdItem(token)], hints: [] };
		},
	};
};

const regenerate: RocketChatOperation = (context, item) => {
	const tokenName = readTokenName(context, item);
	const twoFactor = readTwoFactor(context, item);
	return {
		key: tokenName,
		async run(client, http) {
			const { token, hints } = await client.regenerate(tokenName, twoFactor, http);
			return { items: [createdItem(token)], hints };
		},
	};
};

const rotate: RocketChatOperation = (context, item) => {
	const tokenName = readTokenName(context, item);
	const period = readDays(context, item) * DAY;
	const bypass = readBypass(context, item);
	const twoFactor = readTwoFactor(context, item);
	return {
		key: [tokenName, period],
		async run(client, http) {
			// Two items of one execution may name the same token with different periods.
			const earlier = client.created.get(tokenName);
			if (earlier?.failure) throw earlier.failure;
			if (earlier) return rotated(earlier.value, period);
			const work = async () =>
				await rotateNow({ tokenName, period, bypass, twoFactor }, client, http);
			return await client.record(tokenName).runExclusive(work, http.unlessCanceled);
		},
	};
};

interface Rotation {
	tokenName: string;
	/** Milliseconds. */
	period: number;
	bypass: boolean;
	twoFactor: TwoFactor;
}

/** Creates the token if there is none, replaces it if it is old enough, and otherwise leaves it alone. */
async function rotateNow(
	{ tokenName, period, bypass, twoFactor }: Rotation,
	client: RocketChatClient,
	http: HttpClient,
): Promise<OperationOutput> {
	const listed = await client.find(tokenName, http);
	if (listed === undefined)
		return rotated(await client.generate(tokenName, bypass, twoFactor, http), period);
	const record = client.record(tokenName);
	const createdAt = Math.max(creationTime(listed), record.createdAt ?? 0);
	// A time in the future comes from a clock that is ahead.
	const due = Math.min(createdAt, http.now()) + period;
	if (http.now() < due && !record.isLost(listed))
		return { items: [listedItem(client, listed, due)], hints: [] };
	const { token, hints } = await client.regenerate(tokenName, twoFactor, http);
	return rotated(token, period, hints);
}

const getMany: RocketChatOperation = (context, item) => {
	const limit = readLimit(context, item);
	return {
		key: limit,
		async run(client, http) {
			const tokens = (await client.list(http)).slice(0, limit);
			const items = tokens.map((listed) => ({
				// First, as the editor's first columns.
				tokenName: listed.tokenName,
				lastTokenPart: listed.lastTokenPart,
				...listedItem(client, listed),
				bypassTwoFactor: listed.bypassTwoFactor,
			}));
			return { items, hints: [] };
		},
	};
};

const remove: RocketChatOperation = (context, item) => {
	const tokenName = readTokenName(context, item);
	const twoFactor = readTwoFactor(context, item);
	return {
		key: tokenName,
		async run(client, http) {
			await client.remove(tokenName, twoFactor, http);
			return { items: [{ deleted: true, tokenName }], hints: [] };
		},
	};
};

const send: RocketChatOperation = (context, item) => {
	const emailOrUsername = readText(context, item, 'emailOrUsername', 'Email or Username');
	return {
		key: emailOrUsername,
		async run(client, http) {
			await client.sendEmailCode(emailOrUsername, http);
			return { items: [{ sent: true, emailOrUsername }], hints: [] };
		},
	};
};

const OPERATIONS: Record<string, Record<string, RocketChatOperation>> = {
	personalAccessToken: { generate, regenerate, rotate, getMany, delete: remove },
	twoFactorCode: { send },
};

/** The operation of a resource. Throws a Failure where there is none. */
export function operationFor(resource: unknown, operation: unknown): RocketChatOperation {
	const operations = new Map(Object.entries(OPERATIONS[String(resource)] ?? {}));
	const found = operations.get(String(operation));
	if (found !== undefined) return found;
	const name = String(operation).slice(0, 50);
	throw new Failure('INVALID_INPUT', `'Operation' has no value '${name}' for this 'Resource'`);
}

/** Whether an operation outputs a token that can never be read again. */
export function createsToken(operation: unknown): boolean {
	return operation === 'generate' || operation === 'regenerate' || operation === 'rotate';
}

/** The token item of a token that was created. `renewAt` is in epoch milliseconds. */
export function createdItem(token: TokenResponse, renewAt: number | null = null): IDataObject {
	return itemOf(token, renewAt, true);
}

/** The output of a token that was created and is replaced again after `period` milliseconds. */
function rotated(token: TokenResponse, period: number, hints: string[] = []): OperationOutput {
	return { items: [createdItem(token, token.issuedAt + period)], hints };
}

/** The token item of a listed token, which cannot be read. `renewAt` is in epoch milliseconds. */
export function listedItem(
	client: RocketChatClient,
	listed: ListedToken,
	renewAt: number | null = null,
): IDataObject {
	const issuedAt = Math.min(creationTime(listed), clock.now());
	const known: KnownToken = {
		accessToken: null,
		issuedAt,
		obtainedAt: issuedAt,
		expiresAt: null,
		userId: client.userId,
		accountId: null,
		tokenName: listed.tokenName,
		refreshToken: null,
		refreshTokenExpiresAt: null,
	};
	return itemOf(known, renewAt, false);
}

function itemOf(known: KnownToken, renewAt: number | null, renewed: boolean): IDataObject {
	const presentation = presentToken({ ...known, accessToken: known.accessToken ?? '' });
	const provider = rocketChat.name;
	const options = { provider, presentation, renewAt, renewed, now: clock.now(), metadata: false };
	return { ...tokenItem(known, options) };
}
