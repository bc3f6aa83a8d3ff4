import fc from 'fast-check';

import { heldRenewAt, isHeldDue, renewAt } from '../../../tokens/cache/renewal';
import { heldTogether, isNewEnough, type HeldTokens } from '../../../tokens/cache/tokenRequest';
import { fingerprint } from '../../../tokens/provider/presentation';
import { GET, USE, forceRefresh } from '../../support/cacheWorld.mts';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const NOW = Date.UTC(2026, 0, 15, 12);
const AUTOMATIC = { renewBefore: 0, maxAge: 0 };
const UNKNOWN = { issuedAt: null, expiresAt: null, renewAt: null, obtainedAt: null };

const timestamps = fc.integer({ min: NOW - 400 * DAY, max: NOW + 400 * DAY });
const maybe = fc.option(timestamps);
const spans = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 100 * DAY }));
const policies = fc.record({ renewBefore: spans, maxAge: spans });
const times = fc.record({
	issuedAt: maybe,
	expiresAt: maybe,
	renewAt: maybe,
	obtainedAt: fc.constant(null),
});

describe('when a token that is kept elsewhere is due', () => {
	test('a token item that this package output: when the credential’s own is, by the same policy', () => {
		fc.assert(
			fc.property(
				timestamps,
				fc.option(fc.nat(400 * DAY)),
				policies,
				(issuedAt, lifetime, policy) => {
					const expiresAt = lifetime === null ? null : issuedAt + lifetime;
					const response = { issuedAt, expiresAt, obtainedAt: issuedAt };
					const time = renewAt(response, policy);
					const row = { ...response, renewAt: null };
					expect(heldRenewAt(row, policy)).toBe(time);
					expect(heldRenewAt({ ...row, renewAt: time }, policy)).toBe(time);
				},
			),
		);
	});

	test('its own renewAt counts instead of the rule, up to its expiry', () => {
		fc.assert(
			fc.property(times, timestamps, spans, (held, time, renewBefore) => {
				const found = heldRenewAt({ ...held, renewAt: time }, { renewBefore, maxAge: 0 });
				expect(found).toBe(Math.min(time, held.expiresAt ?? Infinity));
			}),
		);
	});

	test('past its expiry it is due, whatever its other times are', () => {
		fc.assert(
			fc.property(
				times,
				timestamps,
				policies,
				fc.boolean(),
				(held, expiresAt, policy, hasToken) => {
					expect(isHeldDue({ ...held, expiresAt }, hasToken, policy, expiresAt)).toBe(true);
				},
			),
		);
	});

	test('once due it stays due', () => {
		fc.assert(
			fc.property(
				times,
				policies,
				fc.boolean(),
				timestamps,
				fc.nat(DAY),
				(held, policy, has, now, on) => {
					const [first, then] = [now, now + on].map((at) => isHeldDue(held, has, policy, at));
					expect(!first || then).toBe(true);
				},
			),
		);
	});

	test('a maximum age brings it forward only', () => {
		fc.assert(
			fc.property(times, policies, (held, policy) => {
				const without = heldRenewAt(held, { ...policy, maxAge: 0 }) ?? Infinity;
				const found = heldRenewAt(held, policy) ?? Infinity;
				expect(found).toBeLessThanOrEqual(without);
				if (held.issuedAt === null) expect(found).toBe(without);
				else if (policy.maxAge > 0)
					expect(found).toBeLessThanOrEqual(held.issuedAt + policy.maxAge);
			}),
		);
	});

	test('where its lifetime is unknown, a minute before its expiry or as long as the policy says', () => {
		const held = { ...UNKNOWN, expiresAt: NOW };
		expect(heldRenewAt(held, AUTOMATIC)).toBe(NOW - MINUTE);
		expect(heldRenewAt(held, { renewBefore: DAY, maxAge: 0 })).toBe(NOW - DAY);
	});

	test('from its own renewAt on, and not before', () => {
		const held = { ...UNKNOWN, renewAt: NOW };
		expect(isHeldDue(held, true, AUTOMATIC, NOW - 1)).toBe(false);
		expect(isHeldDue(held, true, AUTOMATIC, NOW)).toBe(true);
	});

	test('without any time, where there is no token', () => {
		expect(isHeldDue(UNKNOWN, false, AUTOMATIC, NOW)).toBe(true);
		expect(isHeldDue(UNKNOWN, true, AUTOMATIC, NOW)).toBe(false);
		expect(isHeldDue({ ...UNKNOWN, issuedAt: NOW - DAY }, false, AUTOMATIC, NOW)).toBe(false);
	});

	test('by its age since this package requested it, where that is known', () => {
		const held = { ...UNKNOWN, issuedAt: NOW - 400 * DAY, obtainedAt: NOW };
		expect(heldRenewAt(held, { renewBefore: 0, maxAge: DAY })).toBe(NOW + DAY);
	});
});

describe('a token that is newer than what is held', () => {
	const held = (changes: Partial<HeldTokens> = {}): HeldTokens => ({
		issuedAt: null,
		fingerprints: [],
		usable: true,
		...changes,
	});
	const isNewer = (newerThan: HeldTokens, issuedAt = NOW, accessToken = 'b') =>
		isNewEnough({ accessToken, issuedAt }, { ...GET, newerThan });

	test('was issued later, or in a later second where only that is known', () => {
		expect(isNewer(held({ issuedAt: NOW - 1 }))).toBe(true);
		expect(isNewer(held({ issuedAt: NOW }))).toBe(false);
		expect(isNewer(held({ issuedAt: NOW }), NOW + 999)).toBe(false);
		expect(isNewer(held({ issuedAt: NOW }), NOW + 1_000)).toBe(true);
		expect(isNewer(held({ issuedAt: NOW + 1 }), NOW + 2)).toBe(true);
	});

	test('is another one', () => {
		const fingerprints = [fingerprint('a'), fingerprint('b')];
		expect(isNewer(held({ fingerprints }))).toBe(false);
		expect(isNewer(held({ fingerprints }), NOW, 'c')).toBe(true);
		expect(isNewer(held({ fingerprints, issuedAt: NOW - DAY }))).toBe(false);
	});

	test('is any token, where nothing is known or nothing is held', () => {
		expect(isNewer(held())).toBe(true);
		expect(isNewer(held(), 0)).toBe(true);
		for (const request of [USE, GET, forceRefresh(0)])
			expect(isNewEnough({ accessToken: 'b', issuedAt: 0 }, request)).toBe(true);
	});

	test('has no time to be newer than where none is known of several', () => {
		expect(heldTogether(held(), held()).issuedAt).toBeNull();
		expect(isNewer(heldTogether(held(), held({ issuedAt: NOW })), NOW + 999)).toBe(false);
		expect(isNewer(heldTogether(held(), held({ issuedAt: NOW })), NOW + 1_000)).toBe(true);
	});

	test('than several counts a time in whole seconds as that whole second, also beside one in milliseconds', () => {
		const both = heldTogether(held({ issuedAt: NOW }), held({ issuedAt: NOW + 1 }));
		expect(isNewer(both, NOW + 999)).toBe(false);
		expect(isNewer(both, NOW + 1_000)).toBe(true);
	});

	test('than several is newer than each of them', () => {
		const one = fc.record({
			issuedAt: maybe,
			fingerprints: fc.subarray(['a', 'b', 'c'].map(fingerprint)),
			usable: fc.boolean(),
		});
		fc.assert(
			fc.property(one, one, timestamps, (first, second, issuedAt) => {
				const both = heldTogether(first, second);
				expect(isNewer(both, issuedAt)).toBe(isNewer(first, issuedAt) && isNewer(second, issuedAt));
				expect(both.usable).toBe(first.usable && second.usable);
			}),
		);
	});
});
