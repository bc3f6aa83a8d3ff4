import { NodeApiError, NodeOperationError, type INode } from 'n8n-workflow';

import { Failure } from '../../../tokens/http/failure';
import { nodeError } from '../../../tokens/n8n/nodeErrors';

const NODE: INode = {
	id: 'node',
	name: 'Token',
	type: 'n8n-nodes-access-tokens.giroToken',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

test('a failure without a response becomes an operation error with its words and item alone', () => {
	const error = nodeError(NODE, new Failure('INVALID_INPUT', "'Email' is empty"), 3);
	expect(error).toBeInstanceOf(NodeOperationError);
	expect(error).toMatchObject({
		message: "'Email' is empty.",
		messages: [],
		context: { itemIndex: 3 },
	});
});

test('a failure with a status becomes an API error with that status', () => {
	const error = nodeError(NODE, new Failure('LOGIN_REJECTED', 'GIRO said no', { status: 401 }), 0);
	expect(error).toBeInstanceOf(NodeApiError);
	expect(error).toMatchObject({
		message: 'GIRO said no.',
		messages: [],
		httpCode: '401',
		context: { itemIndex: 0 },
	});
});

test('n8n’s words don’t replace ours where it sees an error code in them', () => {
	const { message } = nodeError(NODE, new Failure('LOGIN_REJECTED', 'see /generateaccesstoken'));
	expect(message).toBe('see /generateaccesstoken.');
});

test.each([
	new NodeOperationError(NODE, 'Credentials could not be decrypted'),
	new NodeApiError(NODE, {}, { message: 'No access' }),
])('n8n’s own %p stays as it is and gets the item', (own) => {
	const { message } = own;
	const error = nodeError(NODE, own, 7);
	expect(error).toBe(own);
	expect(error).toMatchObject({ message, context: { itemIndex: 7 } });
});

test.each([
	[new TypeError('Credentials not found'), 'Credentials not found'],
	['a word', 'The item could not be read'],
	[undefined, 'The item could not be read'],
])('anything else, such as %p, becomes an operation error of the item', (thrown, message) => {
	const error = nodeError(NODE, thrown, 2);
	expect(error).toBeInstanceOf(NodeOperationError);
	expect(error).toMatchObject({ message, context: { itemIndex: 2 } });
});
