import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { RenewalPolicy } from '../cache/renewal';
import { readStoredToken } from '../cache/storedToken';
import type { AcquiredToken, TokenRequest } from '../cache/tokenRequest';
import { Failure } from '../http/failure';
import { runItems, type ItemPlan } from '../n8n/itemLoop';
import { openCredential } from '../n8n/openCredential';
import { requestToken, type NodeCredential } from '../n8n/requestToken';
import type { Provider } from '../provider/provider';
import { readCheck, readOptions, readOutput, readPolicy, type OutputMode } from './outputPolicy';
import { RenewIfDue } from './renewIfDue';
import { acquiredItem } from './tokenItem';

/** One item's credential and options, read and checked. */
export interface ItemInput extends NodeCredential {
	item: number;
	/** The credential's, or the node's own where its options say so. */
	policy: RenewalPolicy;
	output: OutputMode;
	/** See {@link readCheck}. */
	foundGoodWithin: number | undefined;
}

/** The node of a provider whose tokens are kept in its credential: `get`, `generate` and `renewIfDue`. */
export async function runTokenNode(
	context: IExecuteFunctions,
	provider: Provider,
): Promise<INodeExecutionData[][]> {
	const run = new TokenRun(context, provider);
	const renewIfDue = new RenewIfDue(run);
	const planItem = async (item: number): Promise<ItemPlan<AcquiredToken | undefined>> => {
		const operation: unknown = context.getNodeParameter('operation', item);
		if (operation === 'get' || operation === 'generate')
			return planToken(run, operation, await run.read(item));
		if (operation === 'renewIfDue') return renewIfDue.plan(await run.read(item));
		throw new Failure(
			'INVALID_INPUT',
			`'Operation' has no value '${String(operation).slice(0, 50)}'`,
		);
	};
	return await runItems(context, planItem, { atOnce: true });
}

function planToken(
	run: TokenRun,
	operation: 'get' | 'generate',
	input: ItemInput,
): ItemPlan<AcquiredToken> {
	const { credential, policy, foundGoodWithin } = input;
	const { source, cache } = credential;
	const isGet = operation === 'get';
	const request: TokenRequest = isGet
		? { kind: 'get', policy, foundGoodWithin }
		: { kind: 'forceRefresh', since: cache.logins, policy };
	return {
		key: JSON.stringify([
			...[source.identity, operation],
			...(isGet ? [policy.renewBefore, foundGoodWithin] : []),
		]),
		request: async () => await requestToken(run.context, run.provider, input, request),
		output: (acquired) => run.item(acquired, input, isGet),
	};
}

/** One run of a node whose provider's tokens are kept in the credential. */
export class TokenRun {
	private readonly hints = new Set<string>();

	constructor(
		readonly context: IExecuteFunctions,
		readonly provider: Provider,
	) {}

	/** Reads an item's credential and options. Throws a Failure that names what is wrong. */
	async read(item: number): Promise<ItemInput> {
		const { context, provider } = this;
		const data = await context.getCredentials(provider.credentialType, item);
		const credential = openCredential(provider, data);
		const { settings, source } = credential;
		const options = readOptions(context, item);
		const output = readOutput(context, options, provider, settings.allowTokenOutput);
		const policy = readPolicy(options, settings);
		const foundGoodWithin = readCheck(options, settings, source);
		const stored = readStoredToken(data.tokenSession, source.identity);
		return { data, credential, stored, item, policy, output, foundGoodWithin };
	}

	/**
	 * The token item for an item.
	 *
	 * @param isGet whether a token without an expiry is worth a hint in any case
	 */
	item(acquired: AcquiredToken, input: ItemInput, isGet = false): IDataObject {
		const { credential, policy, output } = input;
		const { source } = credential;
		const { refreshFailure, renewed } = acquired;
		if (refreshFailure) this.hint(refreshFailure.failure.message);
		if (!renewed) this.hintAtNoCheck(acquired, input);
		if (isGet || source.declaresExpiry) this.hintAtNoExpiry(acquired, input);
		this.hintAtDescription(acquired, input);
		return acquiredItem(this.provider, source, acquired, policy, output);
	}

	/** Shows a hint at the node, once in a run. */
	hint(message: string, type: 'info' | 'warning' = 'warning'): void {
		if (this.hints.has(message)) return;
		this.hints.add(message);
		this.context.addExecutionHints?.({ message, type, location: 'outputPane' });
	}

	/** Says that nothing could be found out about the token, though the node wanted it checked. */
	private hintAtNoCheck({ token }: AcquiredToken, input: ItemInput): void {
		const { credential, foundGoodWithin } = input;
		const { source, cache } = credential;
		const isUnchecked = foundGoodWithin !== undefined && cache.isUnchecked(token);
		if (!source.judging?.asks || !isUnchecked) return;
		const { credentialTitle } = this.provider;
		const name =
			source.judging.ifBlind === undefined
				? `Name one under 'Check' in 'Settings' of the ${credentialTitle} credential, or use`
				: 'Use';
		this.hint(
			`The token was not checked: no request is known that tells whether it is still good. ${name} 'Generate' where the token has to be new.`,
			'info',
		);
	}

	/** Says what the user's description of the login leaves open. */
	private hintAtDescription({ token }: AcquiredToken, { credential, output }: ItemInput): void {
		const { response } = token;
		const { shown } = credential.source.present(response);
		if (response.found?.hint !== undefined) this.hint(response.found.hint);
		if (shown?.hint !== undefined && output === 'token') this.hint(shown.hint);
	}

	/** Says that the token is renewed only after the API rejects it, and why. */
	private hintAtNoExpiry({ token }: AcquiredToken, { policy, credential }: ItemInput): void {
		if (token.response.expiresAt !== null || policy.maxAge > 0) return;
		const { credentialTitle } = this.provider;
		const { declaresExpiry, title } = credential.source;
		const why = declaresExpiry
			? `${title}'s answer holds no expiry of this token that can be read`
			: `${title} does not say when this token expires`;
		this.hint(
			`${why}, so it is renewed only once it is refused. To have it renewed in time, set 'Maximum Token Age (Hours)' under 'Settings' in the ${credentialTitle} credential.`,
			declaresExpiry ? 'warning' : 'info',
		);
	}
}
