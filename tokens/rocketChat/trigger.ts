import { LoggerProxy, type IDataObject, type IPollFunctions } from 'n8n-workflow';

import { Failure } from '../http/failure';
import { assertTokenOutput } from '../operations/outputPolicy';
import { pollParameters } from '../operations/parameters';
import type { PollContext } from '../operations/trigger';
import { readSettings } from '../provider/fieldReader';
import { withHttpClient } from '../provider/httpClient';
import type { HttpClient } from '../provider/provider';
import { RocketChatClient } from './client/client';
import type { TwoFactor } from './client/codes';
import { creationTime } from './client/responses';
import { TokenRecord } from './client/tokenRecord';
import { createdItem, listedItem } from './operations';
import { readDays, readTokenName } from './parameters';
import { readRocketChatLogin, rocketChat, type RocketChatLogin } from './provider';

const DAY = 86_400_000;
/** No user is there to type a code, so it comes from the credential or not at all. */
const UNATTENDED: TwoFactor = { method: 'automatic', code: '' };

/** The token to replace in time. */
interface RotatedToken {
	login: RocketChatLogin;
	tokenName: string;
	/** Milliseconds. */
	period: number;
	record: TokenRecord;
}

/**
 * Polls Rocket.Chat. Replaces the token if it is old enough, or will be before the next poll, and outputs the new one. A
 * token that was created elsewhere cannot be read, so there is nothing to output for it. Throws a Failure.
 */
export async function pollRocketChat(
	context: IPollFunctions,
	poll: PollContext,
): Promise<IDataObject | null> {
	const token = await readToken(context);
	return await token.record.runExclusive(async () => await request(context, token, poll));
}

async function readToken(context: IPollFunctions): Promise<RotatedToken> {
	const parameters = pollParameters(context);
	const credentials = await context.getCredentials(rocketChat.credentialType);
	const login = readRocketChatLogin(credentials);
	const { allowTokenOutput } = readSettings(credentials, rocketChat);
	assertTokenOutput(parameters, 0, rocketChat, allowTokenOutput);
	const tokenName = readTokenName(parameters, 0);
	const record = new TokenRecord(login, tokenName);
	const period = readDays(parameters, 0) * DAY;
	if (period > 0) return { login, tokenName, period, record };
	throw new Failure('INVALID_INPUT', "'Older Than (Days)' must be more than 0", {
		advice: 'Otherwise every poll would revoke the token and create another',
	});
}

async function request(
	context: IPollFunctions,
	token: RotatedToken,
	poll: PollContext,
): Promise<IDataObject | null> {
	const client = new RocketChatClient(token.login);
	const { httpRequest } = context.helpers;
	const work = async (http: HttpClient) =>
		poll.isManual ? await look(client, token, http) : await rotate(client, token, poll, http);
	const { failure, value } = await withHttpClient(rocketChat, client.secrets, httpRequest, work);
	if (failure) throw failure;
	return value;
}

/** What a test run outputs. It replaces nothing: somebody who tries out a workflow must not revoke a token in use. */
async function look(
	client: RocketChatClient,
	{ tokenName, period }: RotatedToken,
	http: HttpClient,
): Promise<IDataObject> {
	const listed = await client.find(tokenName, http);
	if (listed) return listedItem(client, listed, creationTime(listed) + period);
	throw new Failure('INVALID_INPUT', `Rocket.Chat has no token '${client.shown(tokenName)}' yet`, {
		advice: 'A test run creates none. It is created once the workflow is active',
	});
}

async function rotate(
	client: RocketChatClient,
	{ tokenName, period, record }: RotatedToken,
	{ interval, state }: PollContext,
	http: HttpClient,
): Promise<IDataObject | null> {
	const listed = await client.find(tokenName, http);
	if (listed && !record.isLost(listed)) {
		const ownTime = state.createdAt(record.identity);
		const createdAt = latestCreation(creationTime(listed), ownTime, http.now());
		const early = Math.min(interval, period / 2);
		if (http.now() < createdAt + period - early) return null;
	}
	const { token, hints } = listed
		? await client.regenerate(tokenName, UNATTENDED, http)
		: { token: await client.generate(tokenName, false, UNATTENDED, http), hints: [] };
	for (const hint of hints) LoggerProxy.warn(hint);
	state.created(record.identity, token.issuedAt);
	return createdItem(token, token.issuedAt + period);
}

/**
 * When the token was created, in epoch milliseconds: by the server's list, or when this trigger last created it, whichever
 * is later. A time in the future comes from a clock that was wrong, and counts only where there is no other.
 */
function latestCreation(listed: number, own: number | undefined, now: number): number {
	const times = own === undefined ? [listed] : [listed, own];
	const past = times.filter((time) => time <= now);
	return past.length > 0 ? Math.max(...past) : (own ?? listed);
}
