import { NodeApiError, NodeOperationError, type INode } from 'n8n-workflow';

import { Failure } from '../http/failure';

/** Any error as one of n8n's two, with plain words alone, and the item's index where there are items. */
export function nodeError(
	node: INode,
	error: unknown,
	itemIndex?: number,
): NodeApiError | NodeOperationError {
	if (error instanceof Failure) {
		const { message, details } = error;
		const { status } = details;
		const made =
			status === undefined
				? new NodeOperationError(node, message, { itemIndex })
				: new NodeApiError(node, {}, { message, httpCode: String(status), itemIndex });
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
	const message = error instanceof Error ? error.message : 'The item could not be read';
	return new NodeOperationError(node, message, { itemIndex });
}
