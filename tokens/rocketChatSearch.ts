import {
	NodeOperationError,
	type ILoadOptionsFunctions,
	type INodeListSearchResult,
} from 'n8n-workflow';

import { attempt, type Result } from './failure';
import { isoTime } from './item';
import type { Fields } from './provider';
import { readRocketChatSignIn, rocketChat } from './providers/rocketChat';
import type { StoredToken } from './providers/rocketChatAnswers';
import { RocketChatClient } from './providers/rocketChatClient';
import { exchangeWith } from './reach';
import type { HttpRequest } from './request';

/** The account's tokens, for the editor to pick one from: those whose name holds the text that was typed. */
export async function searchTokens(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const fields = await this.getCredentials(rocketChat.credential);
	const { failure, value } = await listWith(fields, this.helpers.httpRequest);
	if (failure) throw new NodeOperationError(this.getNode(), failure.message);
	const wanted = filter.toLowerCase();
	const found = value.filter(({ tokenName }) => tokenName.toLowerCase().includes(wanted));
	return {
		results: found.map(({ tokenName, createdAt }) => ({
			name: tokenName,
			value: literal(tokenName),
			description: `Made ${isoTime(createdAt ?? null)?.slice(0, 10) ?? 'at an unknown time'}`,
		})),
	};
}

async function listWith(fields: Fields, httpRequest: HttpRequest): Promise<Result<StoredToken[]>> {
	const read = await attempt('The credential could not be read', () =>
		readRocketChatSignIn(fields),
	);
	if (read.failure) return read;
	const client = new RocketChatClient(read.value);
	return await exchangeWith(rocketChat.title, client.secrets, httpRequest, (exchange) =>
		client.list(exchange),
	);
}

/** n8n runs a picked value that begins with `=` as an expression: so such a name becomes one that gives the name. */
function literal(name: string): string {
	if (!name.startsWith('=')) return name;
	const braces: Record<string, string> = { '{': '\\u007b', '}': '\\u007d' };
	return `={{ ${JSON.stringify(name).replace(/[{}]/g, (brace) => braces[brace])} }}`;
}
