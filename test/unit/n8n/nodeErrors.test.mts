import { NodeApiError, NodeOperationError, type INode } from 'n8n-workflow';

import { Failure } from '../../../tokens/http/failure';
import { credentialError, nodeError } from '../../../tokens/n8n/nodeErrors';

const NODE: INode = {
	id: 'node',
	name: 'Token',
	type: 'n8n-nodes-access-tokens.giroToken',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

const WRONG = new Failure('LOGIN_REJECTED', 'GIRO refused the login (401)', {
	reason: 'no such account',
	advice: "Check 'Email'",
	status: 401,
});

test('a failure without a response becomes an operation error: a headline, a description and the item', () => {
	const advice = 'Fill it in';
	const error = nodeError(NODE, new Failure('INVALID_INPUT', "'Email' is empty", { advice }), 3);
	expect(error).toBeInstanceOf(NodeOperationError);
	expect(error).toMatchObject({
		message: "'Email' is empty",
		description: 'Fill it in.',
		messages: [],
		context: { itemIndex: 3 },
	});
});

test('a failure with a status becomes an API error with that status', () => {
	const error = nodeError(NODE, WRONG, 0);
	expect(error).toBeInstanceOf(NodeApiError);
	expect(error).toMatchObject({
		message: 'GIRO refused the login (401)',
		description: "no such account. Check 'Email'.",
		messages: [],
		httpCode: '401',
		context: { itemIndex: 0 },
	});
});

test('a failure that has nothing but a headline gets no description', () => {
	for (const details of [{}, { status: 500 }]) {
		const error = nodeError(NODE, new Failure('SERVER_ERROR', 'It is down', details));
		expect([error.message, error.description ?? undefined]).toEqual(['It is down', undefined]);
	}
});

test('an agent, which is told the message alone, gets all of it there', () => {
	const tool = { ...NODE, type: `${NODE.type}Tool` };
	const { message, description } = nodeError(tool, WRONG);
	expect(message).toBe("GIRO refused the login (401): no such account. Check 'Email'.");
	expect(description ?? undefined).toBeUndefined();
});

test('n8n’s words don’t replace ours where it sees an error code in them', () => {
	const { message } = nodeError(NODE, new Failure('LOGIN_REJECTED', 'see /generateaccesstoken'));
	expect(message).toBe('see /generateaccesstoken');
});

describe('as a credential throws it, a failure', () => {
	test('has its two parts in the HTTP Request node, and nothing else that n8n could store', () => {
		const error = credentialError(WRONG, { uri: 'https://api.example.com' });
		expect(error.message).toBe('GIRO refused the login (401)');
		expect(Object.entries(error)).toEqual([['description', "no such account. Check 'Email'."]]);
		expect(new NodeApiError(NODE, error as never)).toMatchObject({
			message: 'GIRO refused the login (401)',
			description: "no such account. Check 'Email'.",
		});
	});

	test('is one text in a credential test, which shows nothing but the message', () => {
		const error = credentialError(WRONG, {});
		expect(error.message).toBe("GIRO refused the login (401): no such account. Check 'Email'.");
		expect(Object.entries(error)).toEqual([]);
	});
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
