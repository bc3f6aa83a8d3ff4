import {
	explainOutcome,
	isTokenLost,
	type Listed,
} from '../../../tokens/rocketChat/client/outcome';
import type { ListedToken } from '../../../tokens/rocketChat/client/responses';

const listed = (createdAt?: number): ListedToken => ({
	tokenName: 'nightly',
	createdAt,
	lastTokenPart: 'abcdef',
	bypassTwoFactor: false,
});

describe('after an unclear response, a token may be lost', () => {
	test.each<[string, ListedToken | undefined, Listed, boolean]>([
		['no: none of its name was or is listed', undefined, 'absent', false],
		['no: the old one is no longer listed', listed(1), 'absent', false],
		['yes: the list cannot be read', listed(1), 'unknown', true],
		['yes: the own token no longer works', listed(1), 'unauthenticated', true],
		['yes: the own token no longer works, and none was listed', undefined, 'unauthenticated', true],
		['yes: one is listed where there was none', undefined, listed(1), true],
		['yes: another one is listed', listed(1), listed(2), true],
		['no: the same one is listed', listed(1), listed(1), false],
	])('%s', (_title, before, now, lost) => {
		expect(isTokenLost(before, now)).toBe(lost);
	});
});

test.each([
	[1_767_225_600_000, 'at 2026-01-01T00:00:00.000Z'],
	[undefined, 'at an unknown time'],
])('a token that is listed afterwards is named with its time: %s', (createdAt, time) => {
	expect(explainOutcome('generate', undefined, listed(createdAt))).toBe(
		`Rocket.Chat lists a token of this name, created ${time}: if that was just now, it never arrived, and 'Regenerate' creates another in its place`,
	);
});
