import { NodeHelpers, type INode, type INodeParameters } from 'n8n-workflow';

import { RocketChatToken } from '../../../nodes/RocketChatToken/RocketChatToken.node';

const { description } = new RocketChatToken();
const RESOURCE = { resource: 'personalAccessToken' };

/** The parameters that a node has in the editor. */
function shown(parameters: INodeParameters, withDefaults = true): INodeParameters {
	const node: INode = {
		id: 'node',
		name: 'Node',
		type: description.name,
		typeVersion: 1,
		position: [0, 0],
		parameters,
	};
	return NodeHelpers.getNodeParameters(
		description.properties,
		parameters,
		withDefaults,
		false,
		node,
		description,
	) as INodeParameters;
}

/** What the editor makes of the parameters when the user picks another operation. */
function switched(from: INodeParameters, operation: string): INodeParameters {
	return shown(shown({ ...from, operation }, false));
}

test.each([
	['generate', 'rotate'],
	['rotate', 'generate'],
	['generate', 'delete'],
])('a name that was typed for %s stays for %s', (first, second) => {
	const tokenName = { __rl: true, mode: 'name', value: 'n8n-reports' };
	const before = shown({ ...RESOURCE, operation: first, tokenName });
	expect(switched(before, second).tokenName).toEqual(tokenName);
});

test('every operation takes a name in the same modes, so that the editor can show any of them', () => {
	const modes = description.properties
		.filter(({ name }) => name === 'tokenName')
		.map((field) => field.modes?.map(({ name }) => name));
	expect(modes).toEqual([
		['list', 'name'],
		['list', 'name'],
	]);
});

test('a new token gets a name that is typed', () => {
	expect(shown(RESOURCE)).toMatchObject({ operation: 'generate', tokenName: { mode: 'name' } });
});

test.each([
	['generate', { bypassTwoFactor: true, twoFactorMethod: 'totp', twoFactorCode: '123456' }],
	['rotate', { bypassTwoFactor: true, twoFactorMethod: 'totp', twoFactorCode: '123456' }],
	['regenerate', { twoFactorMethod: 'totp', twoFactorCode: '123456' }],
	['delete', { twoFactorMethod: 'totp', twoFactorCode: '123456' }],
	['getMany', undefined],
])('%s has these options: %j', (operation, expected) => {
	const options = {
		bypassTwoFactor: true,
		returnTokenToAgent: true,
		twoFactorMethod: 'totp',
		twoFactorCode: '123456',
	};
	expect(shown({ ...RESOURCE, operation, options }).options).toEqual(expected);
});
