import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { Failure } from './failure';
import { readSettings } from './fields';
import { tokenItem } from './item';
import { assertTokenOutput } from './output';
import type { Grant } from './provider';
import {
	generatePersonalAccessToken,
	readRocketChatSignIn,
	rocketChat,
	TWO_FACTOR_METHODS,
	type NewToken,
	type TwoFactor,
} from './providers/rocketChat';
import { exchangeWith } from './reach';
import type { HttpRequest } from './request';
import { runItems, type ItemPlan } from './run';

/** The Rocket.Chat node. */
export async function runRocketChatNode(
	context: IExecuteFunctions,
): Promise<INodeExecutionData[][]> {
	return await runItems(context, async (item) => await planItem(context, item));
}

async function planItem(context: IExecuteFunctions, item: number): Promise<ItemPlan<Grant>> {
	const credentials = await context.getCredentials(rocketChat.credential, item);
	const signIn = readRocketChatSignIn(credentials);
	const { allowTokenOutput } = readSettings(credentials, rocketChat);
	const resource = context.getNodeParameter('resource', item);
	const operation = context.getNodeParameter('operation', item);
	if (resource !== 'personalAccessToken' || operation !== 'generate') {
		throw new Failure(
			'input',
			`'Operation' has no value '${String(operation).slice(0, 50)}' for this 'Resource'`,
		);
	}
	assertTokenOutput(context, item, rocketChat, allowTokenOutput);
	const newToken = readNewToken(context, item);
	const twoFactor = readTwoFactor(context, item);
	const httpRequest = context.helpers.httpRequest as HttpRequest;
	return {
		key: JSON.stringify([signIn, newToken, twoFactor]),
		ask: async () =>
			await exchangeWith(
				rocketChat.title,
				[...signIn.secrets, twoFactor.code],
				httpRequest,
				(exchange) => generatePersonalAccessToken(signIn, newToken, twoFactor, exchange),
			),
		output(grant) {
			const { name: provider, tokenType } = rocketChat;
			const options = {
				provider,
				tokenType,
				renewAt: null,
				renewed: true,
				now: Date.now(),
				metadata: false,
			};
			return { ...tokenItem(grant, options) } as IDataObject;
		},
	};
}

function readNewToken(context: IExecuteFunctions, item: number): NewToken {
	const tokenName: unknown = context.getNodeParameter('tokenName', item);
	const bypassTwoFactor: unknown = context.getNodeParameter('bypassTwoFactor', item, false);
	if (typeof tokenName !== 'string') throw new Failure('input', "'Token Name' is not text");
	if (tokenName.trim() === '')
		throw new Failure('input', "'Token Name' is empty", { advice: 'Fill it in' });
	if (typeof bypassTwoFactor !== 'boolean')
		throw new Failure('input', "'Bypass Two-Factor' must be on or off");
	return { tokenName, bypassTwoFactor };
}

function readTwoFactor(context: IExecuteFunctions, item: number): TwoFactor {
	const chosen: unknown = context.getNodeParameter('twoFactorMethod', item, 'automatic');
	const method = TWO_FACTOR_METHODS.find((known) => known === chosen);
	if (method === undefined) {
		throw new Failure(
			'input',
			`'Two-Factor Method' must be one of: ${TWO_FACTOR_METHODS.join(', ')}`,
		);
	}
	const given: unknown = context.getNodeParameter('twoFactorCode', item, '') ?? '';
	const code = typeof given === 'number' ? String(given).padStart(6, '0') : given;
	if (typeof code !== 'string') throw new Failure('input', "'Two-Factor Code' is not text");
	// The password as a code is sent as a digest; any other code stands in a header as it is.
	if (method !== 'password' && !/^[\x21-\x7e]*$/.test(code.trim())) {
		throw new Failure(
			'input',
			"'Two-Factor Code' holds a space, a line break or another character that no code has",
		);
	}
	return { method, code: method === 'password' ? code : code.trim() };
}
