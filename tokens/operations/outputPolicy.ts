import type { IDataObject } from 'n8n-workflow';

import type { RenewalPolicy } from '../cache/renewal';
import { Failure } from '../http/failure';
import { canCheck } from '../n8n/tokenCheck';
import type { Settings } from '../provider/fieldReader';
import type { Parameters } from './parameters';
import type { ProviderNames, TokenSource } from '../provider/provider';
import { FOUND_GOOD_FOR_OUTPUT, VERDICT_BELIEVED } from '../tuning';

export type OutputMode = 'token' | 'metadata';

type Named = Pick<ProviderNames, 'credentialTitle'>;

/** The node's options, expressions resolved. */
export function readOptions(context: Parameters, itemIndex: number): IDataObject {
	const options: unknown = context.getNodeParameter('options', itemIndex, {});
	return typeof options === 'object' && options !== null ? (options as IDataObject) : {};
}

/** Whether n8n runs this node for an AI agent, to which whatever is output is shown. */
function isTool(context: Parameters): boolean {
	return context.getNode().type.endsWith('Tool') || isAssistant(context);
}

/** Whether n8n's own assistant runs this node, in a workflow made for it; then the assistant wrote every parameter. */
function isAssistant(context: Parameters): boolean {
	return context.getWorkflow().name === `Execute node ${context.getNode().type}`;
}

/** Whether a person allowed the agent to see tokens; an expression could have been written by the agent itself. */
function mayReturnTokenToAgent(context: Parameters, options: IDataObject): boolean {
	if (isAssistant(context)) return false;
	const typed = context.getNode().parameters.options;
	const set = typeof typed === 'object' ? (typed as IDataObject)?.returnTokenToAgent : undefined;
	const resolved = options.returnTokenToAgent;
	if (typeof set === 'string' || (resolved === true && set !== true)) {
		throw new Failure('INVALID_INPUT', "'Return Token to Agent' is an expression", {
			advice: 'Switch it on or off by hand: an expression could be filled in by the agent',
		});
	}
	return set === true;
}

function forbidden({ credentialTitle }: Named, instead?: string): Failure {
	return new Failure(
		'INVALID_INPUT',
		`'Allow Token Output' under 'Settings' of the ${credentialTitle} credential is off, so nodes may not output a token`,
		{
			advice: `Switch it on${instead ?? ''}`,
		},
	);
}

/** What the node outputs for an item; throws a Failure where that is a token and the credential forbids it. */
export function readOutput(
	context: Parameters,
	options: IDataObject,
	provider: Named,
	allowed: boolean,
): OutputMode {
	// An expression that gives nothing is no default.
	const { output: chosen } = { output: 'token', ...options };
	if (chosen !== 'token' && chosen !== 'metadata') {
		throw new Failure('INVALID_INPUT', "'Output' must be 'token' or 'metadata'");
	}
	const output = isTool(context) && !mayReturnTokenToAgent(context, options) ? 'metadata' : chosen;
	if (output === 'token' && !allowed) {
		throw forbidden(
			provider,
			", set 'Output' to 'Everything but the Token', or use the credential in the HTTP Request node",
		);
	}
	return output;
}

/** Throws a Failure where a token that can never be read again must not be output: then it must not be made. */
export function assertTokenOutput(
	context: Parameters,
	itemIndex: number,
	provider: Named,
	allowed: boolean,
): void {
	if (!allowed) throw forbidden(provider);
	if (isTool(context) && !mayReturnTokenToAgent(context, readOptions(context, itemIndex))) {
		throw new Failure(
			'INVALID_INPUT',
			'An AI agent may not be given this token, and it can never be read again',
			{
				advice: "Switch on 'Return Token to Agent' in the node's options if the agent may see it",
			},
		);
	}
}

/**
 * How lately the API must have accepted a token that is output, in milliseconds; undefined: it is not asked.
 * 'Check Token' is 'automatic' unless the node's options say otherwise.
 */
export function readCheck(
	{ check: chosen = 'auto' }: IDataObject,
	{ checkEvery }: Settings,
	source: TokenSource,
): number | undefined {
	if (chosen !== 'auto' && chosen !== 'always' && chosen !== 'never')
		throw new Failure('INVALID_INPUT', "'Check Token' must be 'auto', 'always' or 'never'");
	if (!canCheck(source) || chosen === 'never') return undefined;
	if (chosen === 'always') return VERDICT_BELIEVED;
	return checkEvery > 0 ? Math.min(checkEvery, FOUND_GOOD_FOR_OUTPUT) : FOUND_GOOD_FOR_OUTPUT;
}

/** The credential's policy, with the node's own 'Renew Before Expiry' where its options have one. */
export function readPolicy({ renewBefore }: IDataObject, { policy }: Settings): RenewalPolicy {
	if (renewBefore === undefined) return policy;
	if (typeof renewBefore !== 'number' || !(renewBefore >= 0 && renewBefore < Infinity)) {
		throw new Failure(
			'INVALID_INPUT',
			"'Renew Before Expiry (Minutes)' must be a number, 0 or more",
		);
	}
	return { ...policy, renewBefore: renewBefore * 60_000 };
}
