import type { IExecuteFunctions } from 'n8n-workflow';

import { openCredential } from '../../../tokens/n8n/openCredential';
import { requestToken } from '../../../tokens/n8n/requestToken';
import { genLogs } from '../../../tokens/providers/genLogs';

const FIELDS = {
	baseUrl: 'https://api.example.com',
	apiKey: 'invented-key',
	email: 'ops@example.com',
	password: 'invented-password',
};

/** A node whose n8n does something else than ask the credential. */
function nodeWhere(httpRequestWithAuthentication: () => Promise<unknown>): IExecuteFunctions {
	return { helpers: { httpRequestWithAuthentication } } as unknown as IExecuteFunctions;
}

const failureOf = async (context: IExecuteFunctions) => {
	const credential = openCredential(genLogs, FIELDS);
	const from = { data: FIELDS, credential, stored: { kind: 'none' } as const };
	const policy = { renewBefore: 0, maxAge: 0 };
	return (await requestToken(context, genLogs, from, { kind: 'get', policy })).failure;
};

describe('where n8n does not ask the credential for a token', () => {
	test('the failure says why', async () => {
		const failure = await failureOf(
			nodeWhere(async () => await Promise.reject(new Error('Unknown credential type'))),
		);
		expect(failure?.message).toBe('n8n could not use the credential: Unknown credential type.');
		expect(failure?.code).toBe('UNEXPECTED');
	});

	test.each([
		['sends the request', async () => await Promise.resolve('a response')],
		['throws something that is no error', async () => await Promise.reject('a word')],
	])('and %s, the failure says so', async (_what, request) => {
		const failure = await failureOf(nodeWhere(request));
		expect(failure?.message).toBe(
			'n8n could not use the credential: n8n did not ask the credential.',
		);
	});
});
