import { dueToken, stillUsed, takesAnyToken, undecided } from '../../../tokens/cache/tokenRequest';
import { Failure } from '../../../tokens/http/failure';
import {
	GET,
	START,
	USE,
	cachedToken,
	forceRefresh,
	useStillClock,
} from '../../support/cacheWorld.mts';

useStillClock();

const failure = new Failure('SERVER_ERROR', 'It is down', { advice: 'Wait' });
const MESSAGE =
	'Provider: the token is due but could not be renewed; it stays in use until 2026-01-01T00:00:00.000Z. It is down. Wait.';

test('why a token is used though it is due', () => {
	const { code, message } = stillUsed('Provider', { expiresAt: START }, failure);
	expect(code).toBe('SERVER_ERROR');
	expect(message).toBe(MESSAGE);
	expect(stillUsed('Provider', { expiresAt: null }, failure).message).toBe(
		'Provider: the token is due but could not be renewed; it stays in use. It is down. Wait.',
	);
});

test.each([true, false])(
	'a token that is due, for who made the attempt to renew it: %s',
	(first) => {
		const token = cachedToken('due', 1, { expiresAt: START });
		expect(dueToken('Provider', token, failure, first)).toEqual({
			token,
			renewed: false,
			refreshFailure: { failure: expect.objectContaining({ message: MESSAGE }), first },
		});
	},
);

test('a check that proves nothing', () => {
	const { code, message } = undecided('Provider');
	expect(code).toBe('SERVER_ERROR');
	expect(message).toBe('Provider did not say whether the token is good. Try again in a minute.');
});

test('another worker’s token does for a request that asks for no certain one', () => {
	const newerThan = { issuedAt: START, fingerprints: [], usable: true };
	expect([USE, GET, { ...GET, revalidate: true }].map(takesAnyToken)).toEqual([true, true, true]);
	expect([forceRefresh(0), { ...GET, newerThan }].map(takesAnyToken)).toEqual([false, false]);
});
