import { NodeApiError, NodeOperationError, type INode } from 'n8n-workflow';

import { Failure } from '../../../tokens/http/failure';
import { nodeError } from '../../../tokens/n8n/itemLoop';

const NODE: INode = {
	id: 'node',
	name: 'Token',
	type: 'n8n-nodes-access-tokens.giroToken',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

test('a failure without an answer is an operation’s error with its words and item alone', () => {
	const error = nodeError(NODE, new Failure('input', "'Email' is empty"), 3);
	expect(error).toBeInstanceOf(NodeOperationError);
	expect(error).toMatchObject({
		message: "'Email' is empty.",
		messages: [],
		context: { itemIndex: 3 },
	});
});

test('a failure with a status is an API’s error with that status', () => {
	const error = nodeError(NODE, new Failure('refused', 'GIRO said no', { status: 401 }), 0);
	expect(error).toBeInstanceOf(NodeApiError);
	expect(error).toMatchObject({
		message: 'GIRO said no.',
		messages: [],
		httpCode: '401',
		context: { itemIndex: 0 },
	});
});

test('n8n’s words do not replace ours where it sees a code in them', () => {
	const { message } = nodeError(NODE, new Failure('refused', 'see /generateaccesstoken'));
	expect(message).toBe('see /generateaccesstoken.');
});

test.each([
	new NodeOperationError(NODE, 'Credentials could not be decrypted'),
	new NodeApiError(NODE, {}, { message: 'No access' }),
])('n8n’s own %p stays what it is, and learns its item', (own) => {
	const { message } = own;
	const error = nodeError(NODE, own, 7);
	expect(error).toBe(own);
	expect(error).toMatchObject({ message, context: { itemIndex: 7 } });
});

test.each([
	[new TypeError('Credentials not found'), 'Credentials not found'],
	['a word', 'The item could not be read'],
	[undefined, 'The item could not be read'],
])('anything else, such as %p, is an operation’s error of the item', (thrown, message) => {
	const error = nodeError(NODE, thrown, 2);
	expect(error).toBeInstanceOf(NodeOperationError);
	expect(error).toMatchObject({ message, context: { itemIndex: 2 } });
});
