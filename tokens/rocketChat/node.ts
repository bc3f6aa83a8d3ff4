import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { Failure, type Result } from '../http/failure';
import { runItems, type ItemPlan } from '../n8n/itemLoop';
import { assertTokenOutput } from '../operations/outputPolicy';
import { readSettings } from '../provider/fieldReader';
import { withHttpClient } from '../provider/httpClient';
import { RocketChatClient } from './client/client';
import type { RejectedCodes } from './client/secondFactor';
import {
	createsToken,
	operationFor,
	type OperationOutput,
	type RocketChatOperation,
} from './operations';
import { readRocketChatLogin, rocketChat, type RocketChatLogin } from './provider';

type Call = ReturnType<RocketChatOperation>['run'];

/** The Rocket.Chat node. */
export async function runRocketChatNode(
	context: IExecuteFunctions,
): Promise<INodeExecutionData[][]> {
	const run = new RocketChatRun(context);
	return await runItems(context, async (item) => await run.plan(item));
}

/** One run of the Rocket.Chat node. */
class RocketChatRun {
	/** One for each credential that an item brings. */
	private readonly clients = new Map<string, RocketChatClient>();
	/** By account: several credentials can be of the same one. */
	private readonly rejectedCodes = new Map<string, RejectedCodes>();

	constructor(private readonly context: IExecuteFunctions) {}

	/** Throws a Failure that names what is wrong with the item. */
	async plan(item: number): Promise<ItemPlan<OperationOutput>> {
		const { context } = this;
		const credentials = await context.getCredentials(rocketChat.credentialType, item);
		const login = readRocketChatLogin(credentials);
		const { allowTokenOutput } = readSettings(credentials, rocketChat);
		const resource: unknown = context.getNodeParameter('resource', item);
		const operation: unknown = context.getNodeParameter('operation', item);
		const planCall = operationFor(resource, operation);
		if (createsToken(operation)) {
			assertTokenOutput(context, item, rocketChat, allowTokenOutput);
			assertNoRetry(context);
		}
		const { key, run } = planCall(context, item);
		const client = this.clientFor(login);
		return {
			key: JSON.stringify([login, operation, key]),
			request: async () => await this.request(client, run),
			output: ({ items }) => items,
		};
	}

	private clientFor(login: RocketChatLogin): RocketChatClient {
		const account = JSON.stringify([login.baseUrl, login.userId]);
		const codes: RejectedCodes = this.rejectedCodes.get(account) ?? new Map();
		this.rejectedCodes.set(account, codes);
		const key = JSON.stringify(login);
		const client = this.clients.get(key) ?? new RocketChatClient(login, codes);
		this.clients.set(key, client);
		return client;
	}

	private async request(client: RocketChatClient, call: Call): Promise<Result<OperationOutput>> {
		const { context } = this;
		const result = await withHttpClient(
			rocketChat,
			client.secrets,
			context.helpers.httpRequest,
			async (http) => await call(client, http),
			context.getExecutionCancelSignal?.(),
		);
		const { failure, value } = result;
		if (failure)
			return context.continueOnFail() ? result : { failure: this.withLostTokens(failure) };
		for (const message of value.hints)
			context.addExecutionHints?.({ message, type: 'warning', location: 'outputPane' });
		return result;
	}

	/**
	 * Where one item ends the node, n8n drops what the items before it created, and nobody can read those tokens again. The
	 * failure names them.
	 */
	private withLostTokens(failure: Failure): Failure {
		const requested = [...this.clients.values()].flatMap((client) => [...client.created]);
		const lost = requested.filter(([, { value }]) => value !== undefined);
		if (lost.length === 0) return failure;
		const names = lost.slice(0, 10).map(([name]) => `'${[...name].slice(0, 50).join('')}'`);
		const more = lost.length > names.length ? ` and ${lost.length - names.length} more` : '';
		return failure.with(
			`Tokens created before this error are lost with it: ${names.join(', ')}${more}. Regenerate them, and set this node's 'On Error' to 'Continue', so that such tokens are kept`,
		);
	}
}

/** With 'Retry On Fail', n8n drops what one try created when it tries again, and nobody can read those tokens again. */
function assertNoRetry(context: IExecuteFunctions): void {
	// With one item, no other item's token can be lost.
	if (context.getNode().retryOnFail !== true || context.getInputData().length < 2) return;
	throw new Failure('INVALID_INPUT', "'Retry On Fail' in the settings of this node is on", {
		advice:
			"Switch it off: each try loses the tokens that the try before it created. To go on after an error, set 'On Error' to 'Continue'",
	});
}
