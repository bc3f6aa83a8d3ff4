import {
	NodeOperationError,
	type ILoadOptionsFunctions,
	type INodeListSearchResult,
} from 'n8n-workflow';

import type { HttpRequestHelper } from '../http/client';
import { toResult, type Result } from '../http/failure';
import { withHttpClient } from '../provider/httpClient';
import type { Fields } from '../provider/provider';
import { isoTime } from '../provider/timestamps';
import { RocketChatClient } from './client/client';
import type { ListedToken } from './client/responses';
import { readRocketChatLogin, rocketChat } from './provider';

/** The list search of the editor: the account's tokens whose name contains the typed text. */
export async function searchTokens(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const fields = await this.getCredentials(rocketChat.credentialType);
	const { failure, value } = await listTokens(fields, this.helpers.httpRequest);
	if (failure) throw new NodeOperationError(this.getNode(), failure.message);
	const text = filter.toLowerCase();
	const found = value.filter(({ tokenName }) => tokenName.toLowerCase().includes(text));
	return {
		results: found.map(({ tokenName, createdAt }) => ({
			name: tokenName,
			value: literal(tokenName),
			description: `Made ${isoTime(createdAt ?? null)?.slice(0, 10) ?? 'at an unknown time'}`,
		})),
	};
}

async function listTokens(
	fields: Fields,
	httpRequest: HttpRequestHelper,
): Promise<Result<ListedToken[]>> {
	const read = await toResult('The credential could not be read', () =>
		readRocketChatLogin(fields),
	);
	if (read.failure) return read;
	const client = new RocketChatClient(read.value);
	return await withHttpClient(rocketChat, client.secrets, httpRequest, (http) => client.list(http));
}

/** n8n runs a picked value that begins with `=` as an expression. Such a name becomes an expression that returns it. */
function literal(name: string): string {
	if (!name.startsWith('=')) return name;
	const braces: Record<string, string> = { '{': '\\u007b', '}': '\\u007d' };
	return `={{ ${JSON.stringify(name).replace(/[{}]/g, (brace) => braces[brace])} }}`;
}
