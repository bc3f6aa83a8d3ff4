import type { CachedToken, StoredToken } from '../../../tokens/cache/storedToken';
import { StoredWrites } from '../../../tokens/cache/writes';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

let now: number;
let writes: StoredWrites;

beforeEach(() => {
	now = 0;
	writes = new StoredWrites(() => now);
});

const session = (accessToken: string) => ({ response: { accessToken } }) as CachedToken;
const own = (accessToken: string): StoredToken => ({ kind: 'own', session: session(accessToken) });
const isDue = (stored: StoredToken, token = 'new') => writes.areDue(session(token), stored);

test('a session that the credential holds is not written', () => {
	expect(isDue(own('new'))).toBe(false);
	// A token may have any name.
	expect(isDue({ kind: 'none' }, 'none')).toBe(true);
});

test.each<[string, StoredToken, number]>([
	['none', { kind: 'none' }, SECOND],
	['an older one', own('old'), SECOND],
	['one of other details', { kind: 'foreign' }, MINUTE],
])('over %s it is written by one request at a time', (_what, stored, span) => {
	expect(isDue(stored)).toBe(true);
	now = span - 1;
	expect(isDue(stored)).toBe(false);
	now = span;
	expect(isDue(stored)).toBe(true);
});

test('over each older one it is written for itself, and a hundred of them are remembered', () => {
	for (let n = 0; n < 100; n += 1) expect(isDue(own(`old-${n}`))).toBe(true);
	for (let n = 0; n < 100; n += 1) expect(isDue(own(`old-${n}`))).toBe(false);
	expect(isDue(own('one more'))).toBe(true);
	expect(isDue(own('one more'))).toBe(false);
	expect(isDue(own('old-0'))).toBe(true);
});
