import type { StoredToken } from '../../../tokens/rocketChat/client/responses';
import { isLost, whatBecame, type Seen } from '../../../tokens/rocketChat/client/outcome';

const listed = (createdAt?: number): StoredToken => ({
	tokenName: 'nightly',
	createdAt,
	lastTokenPart: 'abcdef',
	bypassTwoFactor: false,
});

/** What the list of tokens says after a request that got no clear answer. */
describe('a token may have been made that nobody has', () => {
	test.each<[string, StoredToken | undefined, Seen, boolean]>([
		['there is none of its name', undefined, 'absent', false],
		['there is none of its name any more', listed(1), 'absent', false],
		['it cannot be seen', listed(1), 'unknown', true],
		['the own token has ended', listed(1), 'signed out', true],
		['there was none', undefined, listed(1), true],
		['it is another one', listed(1), listed(2), true],
		['it is the one of before', listed(1), listed(1), false],
	])('where %s', (_what, before, now, lost) => {
		expect(isLost(before, now)).toBe(lost);
	});
});

test.each([
	[1_767_225_600_000, 'at 2026-01-01T00:00:00.000Z'],
	[undefined, 'at an unknown time'],
])('a token that is found afterwards is told with its time: %s', (createdAt, made) => {
	expect(whatBecame('generate', undefined, listed(createdAt))).toBe(
		`Rocket.Chat lists a token of this name, made ${made}: if it was made just now, it never arrived, and 'Regenerate' makes another in its place`,
	);
});
