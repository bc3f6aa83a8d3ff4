import { LoggerProxy, type IDataObject, type IPollFunctions } from 'n8n-workflow';

import { Failure } from '../http/failure';
import { readSettings } from '../provider/fieldReader';
import { assertTokenOutput } from '../operations/outputPolicy';
import { pollParameters } from '../operations/parameters';
import type { HttpClient, LoginDetails } from '../provider/provider';
import { readRocketChatLogin, rocketChat } from './provider';
import { madeAt } from './client/responses';
import { RocketChatClient } from './client/client';
import type { TwoFactor } from './client/secondFactor';
import { TokenTrace } from './client/tokenTrace';
import { withHttpClient } from '../provider/httpClient';
import { newItem, storedItem } from './operations';
import { readDays, readTokenName } from './parameters';
import type { PollContext } from '../operations/triggerState';

const DAY = 86_400_000;
/** Nobody is there to type a code: it comes from the credential or not at all. */
const UNATTENDED: TwoFactor = { method: 'automatic', code: '' };

/** A token that is to be kept young. */
interface Kept {
	signIn: LoginDetails;
	tokenName: string;
	/** Milliseconds. */
	period: number;
	/** What this process knows of it. */
	trace: TokenTrace;
}

/**
 * Rocket.Chat's token, made new where it is old enough, or will be before the next poll. One that somebody else made
 * cannot be read, so there is nothing to output of it.
 */
export async function pollRocketChat(
	context: IPollFunctions,
	poll: PollContext,
): Promise<IDataObject | null> {
	const kept = await readKept(context);
	return await kept.trace.inTurn(async () => await ask(context, kept, poll));
}

async function readKept(context: IPollFunctions): Promise<Kept> {
	const parameters = pollParameters(context);
	const credentials = await context.getCredentials(rocketChat.credential);
	const signIn = readRocketChatLogin(credentials);
	const { allowTokenOutput } = readSettings(credentials, rocketChat);
	assertTokenOutput(parameters, 0, rocketChat, allowTokenOutput);
	const tokenName = readTokenName(parameters, 0);
	const trace = new TokenTrace(signIn, tokenName);
	const period = readDays(parameters, 0) * DAY;
	if (period > 0) return { signIn, tokenName, period, trace };
	throw new Failure('INVALID_INPUT', "'Older Than (Days)' must be more than 0", {
		advice: 'Otherwise every poll would end the token and make another',
	});
}

async function ask(context: IPollFunctions, kept: Kept, poll: PollContext): Promise<IDataObject | null> {
	const client = new RocketChatClient(kept.signIn);
	const { httpRequest } = context.helpers;
	const work = async (exchange: HttpClient) =>
		poll.byHand ? await look(client, kept, exchange) : await keep(client, kept, poll, exchange);
	const done = await withHttpClient(rocketChat.title, client.secrets, httpRequest, work);
	if (done.failure) throw done.failure;
	return done.value;
}

/** What a run by hand shows: a token in use must not end because somebody tries a workflow. */
async function look(
	client: RocketChatClient,
	{ tokenName, period }: Kept,
	exchange: HttpClient,
): Promise<IDataObject> {
	const stored = await client.find(tokenName, exchange);
	if (stored) return storedItem(client, stored, madeAt(stored) + period);
	throw new Failure('INVALID_INPUT', `Rocket.Chat has no token '${client.shown(tokenName)}' yet`, {
		advice: 'A test run makes none. It is made when the workflow is active',
	});
}

async function keep(
	client: RocketChatClient,
	{ tokenName, period, trace }: Kept,
	{ interval, state }: PollContext,
	exchange: HttpClient,
): Promise<IDataObject | null> {
	const stored = await client.find(tokenName, exchange);
	if (stored && !trace.isLost(stored)) {
		const made = whenMade(madeAt(stored), state.madeAt(trace.identity), exchange.now());
		const early = Math.min(interval, period / 2);
		if (exchange.now() < made + period - early) return null;
	}
	const { grant, hints } = stored
		? await client.regenerate(tokenName, UNATTENDED, exchange)
		: { grant: await client.generate(tokenName, false, UNATTENDED, exchange), hints: [] };
	for (const hint of hints) LoggerProxy.warn(hint);
	state.made(trace.identity, grant.issuedAt);
	return newItem(grant, grant.issuedAt + period);
}

/**
 * When the token was made: by the server's clock, or by this one if that is later, for it is no older than the one
 * that was made here. A time in the future is from a clock that was wrong, and counts only where there is no other.
 */
function whenMade(created: number, here: number | undefined, now: number): number {
	const told = here === undefined ? [created] : [created, here];
	const past = told.filter((moment) => moment <= now);
	return past.length > 0 ? Math.max(...past) : (here ?? created);
}
