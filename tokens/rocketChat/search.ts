import {
	NodeOperationError,
	type ILoadOptionsFunctions,
	type INodeListSearchResult,
} from 'n8n-workflow';

import { toResult, type Result } from '../http/failure';
import { isoTime } from '../operations/tokenItem';
import type { Fields } from '../provider/provider';
import { readRocketChatLogin, rocketChat } from './provider';
import type { StoredToken } from './client/responses';
import { RocketChatClient } from './client/client';
import { withHttpClient } from '../provider/httpClient';
import type { HttpRequestHelper } from '../http/client';

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

async function listWith(fields: Fields, httpRequest: HttpRequestHelper): Promise<Result<StoredToken[]>> {
	const read = await toResult('The credential could not be read', () =>
		readRocketChatLogin(fields),
	);
	if (read.failure) return read;
	const client = new RocketChatClient(read.value);
	return await withHttpClient(rocketChat.title, client.secrets, httpRequest, (exchange) =>
		client.list(exchange),
	);
}

/** n8n runs a picked value that begins with `=` as an expression: so such a name becomes one that gives the name. */
function literal(name: string): string {
	if (!name.startsWith('=')) return name;
	const braces: Record<string, string> = { '{': '\\u007b', '}': '\\u007d' };
	return `={{ ${JSON.stringify(name).replace(/[{}]/g, (brace) => braces[brace])} }}`;
}
