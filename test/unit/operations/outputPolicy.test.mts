import { readOptions, readOutput } from '../../../tokens/operations/outputPolicy';
import type { Parameters } from '../../../tokens/n8n/parameters';
import { problem } from '../../support/problem.mts';

const CREDENTIAL = { credentialTitle: 'Example API' };

/** A node whose options were typed like this, and gave that. */
const node = (typed: unknown, gave: unknown, type = 'package.exampleTokenTool') =>
	({
		getNode: () => ({ type, parameters: { options: typed } }),
		getWorkflow: () => ({ name: 'Invented' }),
		getNodeParameter: () => gave,
	}) as unknown as Parameters;

test.each([undefined, null, 'a text', 5, true])('options that are %j are none', (gave) => {
	expect(readOptions(node({}, gave), 0)).toEqual({});
});

test('options are what their expressions gave', () => {
	expect(readOptions(node({ output: '={{ 1 }}' }, { output: 'token' }), 0)).toEqual({
		output: 'token',
	});
});

test.each([{}, { output: 'token' }])('with the options %j a node outputs the token', (options) => {
	const given = node(options, options, 'package.exampleToken');
	expect(readOutput(given, 0, CREDENTIAL, true)).toBe('token');
	expect(problem(() => readOutput(given, 0, CREDENTIAL, false))).toContain(
		"'Allow Token Output' of the Example API credential is off",
	);
});

// What is there and undefined or null is from an expression.
test.each(['Token', '', 5, null, undefined])('the output %j is refused', (output) => {
	const given = node({ output }, { output }, 'package.exampleToken');
	expect(problem(() => readOutput(given, 0, CREDENTIAL, true))).toBe(
		"'Output' must be 'token' or 'metadata'.",
	);
});

describe('a tool of an AI agent', () => {
	const output = (typed: unknown, gave: unknown) =>
		readOutput(node(typed, gave), 0, CREDENTIAL, true);

	test.each([
		[{ returnTokenToAgent: true }, { returnTokenToAgent: true }, 'token'],
		[{ returnTokenToAgent: false }, { returnTokenToAgent: false }, 'metadata'],
		[{}, {}, 'metadata'],
		[undefined, {}, 'metadata'],
		[null, {}, 'metadata'],
		['a text', {}, 'metadata'],
	])('whose options were set by hand to %j gives %j', (typed, gave, expected) => {
		expect(output(typed, gave)).toBe(expected);
	});

	test.each([
		[{ returnTokenToAgent: '={{ true }}' }, { returnTokenToAgent: true }],
		[{ returnTokenToAgent: '={{ $fromAI("x") }}' }, { returnTokenToAgent: false }],
		// All options as one expression.
		['={{ $fromAI("options") }}', { returnTokenToAgent: true }],
		[null, { returnTokenToAgent: true }],
	])('whose switch is an expression is refused: %j', (typed, gave) => {
		expect(problem(() => output(typed, gave))).toBe(
			"'Return Token to Agent' is an expression. Switch it on or off by hand: an expression could be filled in by the agent.",
		);
	});
});
