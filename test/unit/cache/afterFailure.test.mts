import { afterFailure, type FailedUse, type FailureStep } from '../../../tokens/cache/nextStep';
import { emptyState, type CacheState } from '../../../tokens/cache/state';
import { Failure } from '../../../tokens/http/failure';
import {
	HOUR,
	LIFETIME,
	MINUTE,
	SECOND,
	START,
	cachedToken,
	deepFreeze,
	useStillClock,
} from '../../support/cacheWorld.mts';

useStillClock();

const LOGIN_FAILED = new Failure('UNREACHABLE', 'No connection');
const times = { issuedAt: START, obtainedAt: START, expiresAt: START + LIFETIME };
const TOKEN = cachedToken('current', 2, times);
const known: CacheState = { ...emptyState, current: TOKEN, logins: 1 };
const failed = { ...known, error: { failure: LOGIN_FAILED, at: START, span: 2 * SECOND } };

describe('the step after a failure', () => {
	const NEWER = cachedToken('newer', 3, times);
	const PREVIOUS = cachedToken('previous', 1, times);
	const withNewer = { ...known, current: NEWER };
	/** The used token was rejected, and it took the place of the previous one. */
	const rejected: CacheState = {
		...known,
		current: undefined,
		previous: PREVIOUS,
		invalidated: ['current'],
	};
	const step = (changes: Partial<FailedUse>): FailureStep =>
		afterFailure(
			deepFreeze({ state: known, used: TOKEN, revokesPrevious: true, now: START, ...changes }),
		);
	const use = (token = NEWER): FailureStep => ({ do: 'use', token });
	const login = (because: 'expired' | 'rejected' | 'suspected'): FailureStep => ({
		do: 'login',
		because,
	});
	const validate = (token = TOKEN): FailureStep => ({ do: 'validate', token });

	test.each<[string, Partial<FailedUse>, FailureStep]>([
		['the used token is good as far as anybody knows: validate it', {}, validate()],
		['the used token has expired: log in', { now: START + LIFETIME }, login('expired')],
		['a newer one has revoked it: use that', { state: withNewer }, use()],
		[
			'there is a newer one that leaves it alone: validate it',
			{ state: withNewer, revokesPrevious: false },
			validate(),
		],
		[
			'the newer one has expired as well: log in',
			{ state: withNewer, now: START + LIFETIME },
			login('expired'),
		],
		[
			'it was rejected before, and there is a newer one: use that',
			{ state: { ...withNewer, invalidated: ['current'] }, revokesPrevious: false },
			use(),
		],
		[
			'it has expired, and there is a newer one: use that',
			{
				state: { ...known, current: cachedToken('newer', 3, { expiresAt: START + 2 * HOUR }) },
				revokesPrevious: false,
				now: START + LIFETIME,
			},
			use(cachedToken('newer', 3, { expiresAt: START + 2 * HOUR })),
		],
	])('before a verdict, %s', (_case, changes, expected) => {
		const { used = TOKEN, ...rest } = changes;
		expect(step({ used, ...rest })).toEqual(expected);
	});

	test.each(['accepted', 'rejected', 'suspect', 'unproven', 'inconclusive'] as const)(
		'%s, but the token has expired meanwhile: log in',
		(verdict) => {
			expect(step({ verdict, now: START + LIFETIME })).toEqual(login('expired'));
		},
	);

	test.each(['accepted', 'inconclusive'] as const)('%s: the failure stands', (verdict) => {
		const stand: FailureStep = { do: 'stand', verdict };
		expect(step({ verdict })).toEqual(stand);
		expect(step({ verdict, state: withNewer, revokesPrevious: false })).toEqual(stand);
		expect(step({ verdict, state: withNewer })).toEqual(use());
	});

	test.each<[string, Partial<FailedUse>, FailureStep]>([
		[
			'nothing else is known: log in',
			{ state: { ...known, current: undefined } },
			login('rejected'),
		],
		['there is a newer one: use it', { state: withNewer, revokesPrevious: false }, use()],
		['it took the place of another: validate that', { state: rejected }, validate(PREVIOUS)],
		[
			'the previous one is accepted: use it',
			{ state: rejected, previousVerdict: 'accepted' },
			use(PREVIOUS),
		],
		...(['rejected', 'suspect', 'unproven', 'inconclusive'] as const).map(
			(previousVerdict): [string, Partial<FailedUse>, FailureStep] => [
				`the previous one is ${previousVerdict}: log in`,
				{ state: rejected, previousVerdict },
				login('rejected'),
			],
		),
		[
			'the previous one lives beside it: log in',
			{ state: rejected, revokesPrevious: false },
			login('rejected'),
		],
		[
			'the previous one is from long ago: log in',
			{ state: rejected, now: START + 10 * SECOND },
			login('rejected'),
		],
	])('rejected, and %s', (_case, changes, expected) => {
		expect(step({ verdict: 'rejected', ...changes })).toEqual(expected);
	});

	describe.each(['suspect', 'unproven'] as const)('%s', (verdict) => {
		const suspectedAt = (now: number) => ({ ...known, unprovenLoginAt: now });
		const stand: FailureStep = { do: 'stand', verdict };

		test.each<[string, Partial<FailedUse>, FailureStep]>([
			['no login on suspicion yet: log in', {}, login('suspected')],
			[
				'one within a minute: the failure stands',
				{ state: suspectedAt(START - MINUTE + 1) },
				stand,
			],
			['one a minute ago: log in', { state: suspectedAt(START - MINUTE) }, login('suspected')],
			['there is a newer one: use it', { state: withNewer, revokesPrevious: false }, use()],
		])('%s', (_case, changes, expected) => {
			expect(step({ verdict, ...changes })).toEqual(expected);
		});

		test('after a login that failed just now: says why, where the check rejected the token', () => {
			expect(step({ verdict, state: failed })).toEqual(
				verdict === 'suspect' ? { do: 'fail', failure: LOGIN_FAILED } : login('suspected'),
			);
			const both = { ...failed, unprovenLoginAt: START };
			expect(step({ verdict, state: both })).toEqual(
				verdict === 'suspect' ? { do: 'fail', failure: LOGIN_FAILED } : stand,
			);
		});
	});
});
