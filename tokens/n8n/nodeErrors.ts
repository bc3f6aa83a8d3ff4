import { NodeApiError, NodeOperationError, type INode } from 'n8n-workflow';

import { Failure } from '../http/failure';

/**
 * Any error as one of n8n's two, with plain words alone, and the item's index where there are items. The editor shows its
 * message as a headline, and the description below.
 */
export function nodeError(
	node: INode,
	error: unknown,
	itemIndex?: number,
): NodeApiError | NodeOperationError {
	if (error instanceof Failure) {
		// Of an error of its tool, an agent is told the message alone.
		const isTool = node.type.endsWith('Tool');
		const message = isTool ? error.message : error.headline;
		const description = isTool ? '' : error.description;
		const { status } = error.details;
		const made =
			status === undefined
				? new NodeOperationError(node, message, { description, itemIndex })
				: new NodeApiError(node, {}, { message, description, httpCode: String(status), itemIndex });
		// n8n replaces a message in which it sees an error code, such as the EACCES in 'generateaccesstoken', with words of
		// its own, and keeps ours beside it.
		made.message = message;
		made.messages = [];
		return made;
	}
	if (error instanceof NodeApiError || error instanceof NodeOperationError) {
		error.context.itemIndex = itemIndex;
		return error;
	}
	return new NodeOperationError(node, errorText(error), { itemIndex });
}

/** What an error says in one text: of a failure, the headline and then the description. */
export function errorText(error: unknown): string {
	return error instanceof Error ? error.message : 'The item could not be read';
}

/**
 * A failure as a credential throws it: a plain error, since n8n stores every property of one. n8n makes a NodeApiError of
 * it, with its message and its description.
 *
 * @param options of the request that it ends. The HTTP Request node names its address `uri`. A credential test, which
 *   names it `url`, shows nothing but the message: there it is one text
 */
export function credentialError(failure: Failure, options: { uri?: unknown }): Error {
	const { headline, description, message } = failure;
	if (options.uri === undefined || description === '') return new Error(message);
	return Object.assign(new Error(headline), { description });
}
