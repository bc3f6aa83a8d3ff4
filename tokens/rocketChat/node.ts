import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { Failure, type Result } from '../http/failure';
import { readSettings } from '../provider/fieldReader';
import { assertTokenOutput } from '../operations/outputPolicy';
import type { HttpClient, LoginDetails } from '../provider/provider';
import { readRocketChatLogin, rocketChat } from './provider';
import { RocketChatClient } from './client/client';
import type { RejectedCodes } from './client/secondFactor';
import { withHttpClient } from '../provider/httpClient';
import {
	isMinting,
	operationFor,
	type Outcome,
	type RocketChatOperation,
} from './operations';
import { runItems, type ItemPlan } from '../n8n/itemLoop';

/** One for each credential that an item brings. */
type Clients = Map<string, RocketChatClient>;

/** The Rocket.Chat node. */
export async function runRocketChatNode(
	context: IExecuteFunctions,
): Promise<INodeExecutionData[][]> {
	const clients: Clients = new Map();
	const refused = new Map<string, RejectedCodes>();
	const clientFor = (signIn: LoginDetails) => {
		const key = JSON.stringify(signIn);
		const account = JSON.stringify([signIn.baseUrl, signIn.details.userId]);
		const codes = refused.get(account) ?? new Map();
		refused.set(account, codes);
		const client = clients.get(key) ?? new RocketChatClient(signIn, codes);
		clients.set(key, client);
		return client;
	};
	const goesOn = context.continueOnFail();
	const told = (failure: Failure) => (goesOn ? failure : withLost(failure, clients));
	return await runItems(context, async (item) => await planItem(context, item, clientFor, told));
}

async function planItem(
	context: IExecuteFunctions,
	item: number,
	clientFor: (signIn: LoginDetails) => RocketChatClient,
	told: (failure: Failure) => Failure,
): Promise<ItemPlan<Outcome>> {
	const credentials = await context.getCredentials(rocketChat.credential, item);
	const signIn = readRocketChatLogin(credentials);
	const { allowTokenOutput } = readSettings(credentials, rocketChat);
	const resource: unknown = context.getNodeParameter('resource', item);
	const operation: unknown = context.getNodeParameter('operation', item);
	const chosen = operationFor(resource, operation);
	if (isMinting(operation)) {
		assertTokenOutput(context, item, rocketChat, allowTokenOutput);
		assertNoRetry(context);
	}
	const { asked, run } = chosen(context, item);
	const client = clientFor(signIn);
	return {
		key: JSON.stringify([signIn, operation, asked]),
		ask: async () => {
			const done = await ask(context, client, run);
			return done.failure ? { failure: told(done.failure) } : done;
		},
		output: ({ items }) => items,
	};
}

async function ask(
	context: IExecuteFunctions,
	client: RocketChatClient,
	run: ReturnType<RocketChatOperation>['run'],
): Promise<Result<Outcome>> {
	const work = async (exchange: HttpClient) => await run(client, exchange);
	const cancel = context.getExecutionCancelSignal?.();
	const { secrets } = client;
	const { httpRequest } = context.helpers;
	const done = await withHttpClient(rocketChat.title, secrets, httpRequest, work, cancel);
	for (const message of done.value?.hints ?? []) {
		context.addExecutionHints?.({ message, type: 'warning', location: 'outputPane' });
	}
	return done;
}

/** n8n drops what a try has made when it tries the node again, and no later try can read those tokens. */
function assertNoRetry(context: IExecuteFunctions): void {
	// With one item there is no other whose token could be lost.
	if (context.getNode().retryOnFail !== true || context.getInputData().length < 2) return;
	throw new Failure('INVALID_INPUT', "'Retry On Fail' in the settings of this node is on", {
		advice:
			"Switch it off: tokens that one try has made are lost in the next. To go on after an error, set 'On Error' to 'Continue'",
	});
}

/** n8n drops what a node has made when one of its items ends it: that is told, for nobody can read those tokens again. */
function withLost(failure: Failure, clients: Clients): Failure {
	const minted = [...clients.values()].flatMap((client) => [...client.created]);
	const made = minted.filter(([, { value }]) => value !== undefined);
	if (made.length === 0) return failure;
	const names = made.slice(0, 10).map(([name]) => `'${[...name].slice(0, 50).join('')}'`);
	const more = made.length > names.length ? ` and ${made.length - names.length} more` : '';
	return failure.with(
		`Tokens made before this error are lost with it: ${names.join(', ')}${more}. Regenerate them, and set this node's 'On Error' to 'Continue', so that such tokens are kept`,
	);
}
