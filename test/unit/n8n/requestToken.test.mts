import type { IExecuteFunctions } from 'n8n-workflow';

import { obtainSession } from '../../../tokens/n8n/requestToken';
import { personr } from '../../../tokens/providers/personr';

/** A node whose n8n does something else than to ask the credential. */
function nodeWhere(httpRequestWithAuthentication: () => Promise<unknown>): IExecuteFunctions {
	return { helpers: { httpRequestWithAuthentication } } as unknown as IExecuteFunctions;
}

const failureOf = async (context: IExecuteFunctions) =>
	(
		await obtainSession(
			context,
			personr,
			{},
			{ want: { kind: 'get' }, policy: { renewBefore: 0, maxAge: 0 } },
		)
	).failure;

describe('where n8n does not ask the credential for a session', () => {
	test('its reason is told', async () => {
		const failure = await failureOf(
			nodeWhere(async () => await Promise.reject(new Error('Unknown credential type'))),
		);
		expect(failure?.message).toBe('n8n could not use the credential: Unknown credential type.');
		expect(failure?.kind).toBe('unavailable');
	});

	test.each([
		['sends the request', async () => await Promise.resolve('an answer')],
		['throws something else than an error', async () => await Promise.reject('a word')],
	])('and %s, that is told', async (_what, request) => {
		const failure = await failureOf(nodeWhere(request));
		expect(failure?.message).toBe(
			'n8n could not use the credential: n8n did not ask the credential.',
		);
	});
});
