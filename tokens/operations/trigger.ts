import {
	LoggerProxy,
	type IDataObject,
	type INodeExecutionData,
	type IPollFunctions,
} from 'n8n-workflow';

import { openCredential } from '../n8n/openCredential';
import { Failure } from '../http/failure';
import { obtainSession, readPolicy, sessionItem } from '../n8n/requestToken';
import { readOptions, readOutput } from './outputPolicy';
import { pollParameters } from './parameters';
import { PollTimes, plannedInterval } from './pollTimes';
import type { Provider } from '../provider/provider';
import { rocketChat } from '../rocketChat/provider';
import { pollRocketChat } from '../rocketChat/trigger';
import { nodeError } from '../n8n/nodeErrors';
import { TriggerState, type PollContext } from './triggerState';

const pollTimes = new PollTimes();

/**
 * The trigger: one item where a token was renewed, be it by this poll or by another workflow; null where there is
 * nothing new.
 *
 * @param providers those whose tokens are kept in the credential
 */
export async function runTrigger(
	context: IPollFunctions,
	providers: readonly Provider[],
): Promise<INodeExecutionData[][] | null> {
	const starting = isAtStart(context);
	const polled = await pollOnce(context, providers).then(
		(item) => ({ item }),
		(error: unknown) => ({ error }),
	);
	if ('error' in polled) {
		const error = nodeError(context.getNode(), polled.error);
		if (!starting) throw error;
		LoggerProxy.warn(`Access Token Trigger: ${error.message} It tries again at its next poll.`);
		return null;
	}
	return polled.item === null ? null : [[{ json: polled.item }]];
}

/**
 * Whether n8n has just started, and polls the trigger for the first time: n8n would try that a few times in vain while a
 * provider is down, and then never poll again, though the workflow is shown as active.
 */
function isAtStart(context: IPollFunctions): boolean {
	const isStart = ['init', 'leadershipChange'].includes(context.getActivationMode());
	return isStart && context.getMode() !== 'manual' && !pollTimes.knows(nameOf(context));
}

/** The same in all of a process. */
function nameOf(context: IPollFunctions): string {
	return JSON.stringify([context.getWorkflow().id, context.getNode().id]);
}

async function pollOnce(
	context: IPollFunctions,
	providers: readonly Provider[],
): Promise<IDataObject | null> {
	const byHand = context.getMode() === 'manual';
	const state = new TriggerState(context.getWorkflowStaticData('node'));
	const interval = byHand ? 0 : intervalOf(context, state);
	const item = await pollProvider(context, providers, { byHand, interval, state });
	if (item !== null && !byHand) state.interval = interval;
	return item;
}

function intervalOf(context: IPollFunctions, state: TriggerState): number {
	const planned = plannedInterval(context.getNodeParameter('pollTimes', {}));
	return pollTimes.note(nameOf(context), Date.now(), planned, state.interval);
}

async function pollProvider(
	context: IPollFunctions,
	providers: readonly Provider[],
	poll: PollContext,
): Promise<IDataObject | null> {
	const chosen: unknown = context.getNodeParameter('provider', '');
	if (chosen === rocketChat.name) return await pollRocketChat(context, poll);
	const provider = providers.find(({ name }) => name === chosen);
	if (provider) return await pollSession(context, provider, poll);
	throw new Failure('INVALID_INPUT', `'Provider' has no value '${String(chosen).slice(0, 50)}'`);
}

/** The session in the credential, renewed first if it is due or would not last until the next poll. */
async function pollSession(
	context: IPollFunctions,
	provider: Provider,
	{ byHand, interval, state }: PollContext,
): Promise<IDataObject | null> {
	const parameters = pollParameters(context);
	const credentials = await context.getCredentials(provider.credentialType);
	const { settings } = openCredential(provider, credentials);
	const output = readOutput(parameters, 0, provider, settings.allowTokenOutput);
	const policy = readPolicy(parameters, 0, settings);
	const timing = byHand ? { notEarly: true } : { neededUntil: Date.now() + interval };
	const { failure, value: obtained } = await obtainSession(context, provider, credentials, {
		want: { kind: 'get' },
		policy: { ...policy, ...timing },
	});
	if (failure) throw failure;
	const { token: session, renewed, early } = obtained;
	const item = sessionItem(provider, { grant: session.response, renewed }, policy, output);
	if (byHand) return item;
	if (early?.first) LoggerProxy.warn(early.failure.message);
	const token = item.fingerprint as string;
	const isNew = state.isNew(token);
	const reason = early?.failure.message;
	// A new token goes out as such; if it still cannot be renewed at the next poll, that is told then.
	if (isNew) return item;
	const tells = reason !== undefined && readOptions(parameters, 0).emitFailedRenewals === true;
	return tells && state.isNewFailure(token, reason) ? { ...item, renewalError: reason } : null;
}
