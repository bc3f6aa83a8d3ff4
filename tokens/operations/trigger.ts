import {
	LoggerProxy,
	type IDataObject,
	type INodeExecutionData,
	type IPollFunctions,
} from 'n8n-workflow';

import { readStoredToken } from '../cache/storedToken';
import { Failure } from '../http/failure';
import { clock } from '../http/waiting';
import { errorText, nodeError } from '../n8n/nodeErrors';
import { openCredential } from '../n8n/openCredential';
import { requestToken } from '../n8n/requestToken';
import { fingerprint } from '../provider/presentation';
import type { Provider } from '../provider/provider';
import { readCheck, readOptions, readOutput, readPolicy } from './outputPolicy';
import { pollParameters } from './parameters';
import { PollTimes, plannedInterval } from './pollTimes';
import { acquiredItem } from './tokenItem';
import { TriggerState } from './triggerState';

/** One poll. */
export interface PollContext {
	/** True for a test run: it outputs the token that is there without renewing it, and remembers nothing. */
	isManual: boolean;
	/** How long it may be until the next poll, in milliseconds. */
	interval: number;
	state: TriggerState;
}

/** Polls one provider. Returns the item to output, or null where there is nothing new. May throw a Failure. */
export type Poll = (context: IPollFunctions, poll: PollContext) => Promise<IDataObject | null>;

const pollTimes = new PollTimes();

/**
 * The trigger. Outputs one item for each new token, whether this poll or another workflow renewed it; null where there is
 * nothing new.
 *
 * @param polls by the values of the parameter 'Provider'
 */
export async function runTrigger(
	context: IPollFunctions,
	polls: Readonly<Record<string, Poll>>,
): Promise<INodeExecutionData[][] | null> {
	const isStart = isFirstPoll(context);
	try {
		const item = await pollOnce(context, polls);
		return item === null ? null : [[{ json: item }]];
	} catch (thrown) {
		if (!isStart) throw nodeError(context.getNode(), thrown);
		LoggerProxy.warn(`Access Token Trigger: ${errorText(thrown)} It tries again at its next poll.`);
		return null;
	}
}

/**
 * Whether n8n has just started and polls this trigger for the first time. Where that poll fails, as it does while a
 * provider is down, n8n tries a few more times and then never polls again, though it shows the workflow as active.
 */
function isFirstPoll(context: IPollFunctions): boolean {
	const isStart = ['init', 'leadershipChange'].includes(context.getActivationMode());
	return isStart && context.getMode() !== 'manual' && !pollTimes.knows(idOf(context));
}

/** Identifies a trigger in this process. */
function idOf(context: IPollFunctions): string {
	return JSON.stringify([context.getWorkflow().id, context.getNode().id]);
}

async function pollOnce(
	context: IPollFunctions,
	polls: Readonly<Record<string, Poll>>,
): Promise<IDataObject | null> {
	const isManual = context.getMode() === 'manual';
	const state = new TriggerState(context.getWorkflowStaticData('node'));
	const interval = isManual ? 0 : intervalOf(context, state);
	const poll = pollFor(context.getNodeParameter('provider', ''), polls);
	const item = await poll(context, { isManual, interval, state });
	if (item !== null && !isManual) state.interval = interval;
	return item;
}

function intervalOf(context: IPollFunctions, state: TriggerState): number {
	const planned = plannedInterval(context.getNodeParameter('pollTimes', {}));
	return pollTimes.note(idOf(context), clock.now(), planned, state.interval);
}

function pollFor(provider: unknown, polls: Readonly<Record<string, Poll>>): Poll {
	const name = String(provider);
	if (Object.hasOwn(polls, name)) return polls[name];
	throw new Failure('INVALID_INPUT', `'Provider' has no value '${name.slice(0, 50)}'`);
}

/**
 * The poll of a provider whose tokens are kept in the credential. It renews the token first if it is due, or would not
 * last until the next poll.
 */
export function pollToken(provider: Provider): Poll {
	return async (context, { isManual, interval, state }) => {
		const parameters = pollParameters(context);
		const data = await context.getCredentials(provider.credentialType);
		const credential = openCredential(provider, data);
		const { source, settings } = credential;
		const options = readOptions(parameters, 0);
		const output = readOutput(parameters, options, provider, settings.allowTokenOutput);
		const policy = readPolicy(options, settings);
		const timing = isManual ? { notEarly: true } : { neededUntil: clock.now() + interval };
		// A test run outputs the token that is there.
		const foundGoodWithin = isManual ? undefined : readCheck(options, settings, source);
		const stored = readStoredToken(data.tokenSession, source.identity);
		const { failure, value: acquired } = await requestToken(
			context,
			provider,
			{ data, credential, stored },
			{ kind: 'get', policy: { ...policy, ...timing }, foundGoodWithin },
		);
		if (failure) throw failure;
		const item = acquiredItem(provider, source, acquired, policy, output);
		if (isManual) return item;
		const { token, refreshFailure } = acquired;
		if (refreshFailure?.first) LoggerProxy.warn(refreshFailure.failure.message);
		const name = fingerprint(token.response.accessToken);
		// A new token is output without its failure. If it still cannot be renewed at the next poll, that outputs it.
		if (state.isNew(name)) return item;
		const renewalError = refreshFailure?.failure.message;
		if (renewalError === undefined || options.emitFailedRenewals !== true) return null;
		return state.isNewFailure(name, renewalError) ? { ...item, renewalError } : null;
	};
}
