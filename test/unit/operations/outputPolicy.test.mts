import type { IDataObject } from 'n8n-workflow';

import { readOptions, readOutput, readPolicy } from '../../../tokens/operations/outputPolicy';
import type { Parameters } from '../../../tokens/operations/parameters';
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

test.each([{}, { output: 'token' as const }])(
	'with the options %j a node outputs the token',
	(options) => {
		const given = node(options, options, 'package.exampleToken');
		expect(readOutput(given, options, CREDENTIAL, true)).toBe('token');
		expect(problem(() => readOutput(given, options, CREDENTIAL, false))).toContain(
			"'Allow Token Output' under 'Settings' of the Example API credential is off",
		);
	},
);

// What is there and undefined or null is from an expression.
test.each(['Token', '', 5, null, undefined])('the output %j is refused', (output) => {
	const given = node({ output }, { output }, 'package.exampleToken');
	expect(problem(() => readOutput(given, { output }, CREDENTIAL, true))).toBe(
		"'Output' must be 'token' or 'metadata'.",
	);
});

describe('a tool of an AI agent', () => {
	const output = (typed: unknown, gave: IDataObject) =>
		readOutput(node(typed, gave), gave, CREDENTIAL, true);

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

describe("the node's 'Renew Before Expiry'", () => {
	const settings = {
		policy: { renewBefore: 60_000, maxAge: 1 },
		checkEvery: 0,
		otherHosts: [],
		allowTokenOutput: true,
	};

	test.each([
		[{}, 60_000],
		[{ renewBefore: 5 }, 300_000],
		[{ renewBefore: 0 }, 0],
	])('with the options %j', (options, renewBefore) => {
		expect(readPolicy(options, settings)).toEqual({ renewBefore, maxAge: 1 });
	});

	test.each([-1, Infinity, NaN, '5', null])('cannot be %p', (renewBefore) => {
		expect(problem(() => readPolicy({ renewBefore }, settings))).toBe(
			"'Renew Before Expiry (Minutes)' must be a number, 0 or more.",
		);
	});
});
