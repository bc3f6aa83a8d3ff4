import { createHash } from 'node:crypto';

import {
	bearer,
	fingerprint,
	header,
	identityDigest,
	requestHeaders,
} from '../../../tokens/provider/presentation';

const TOKEN = { accessToken: 'abc', userId: null, accountId: null };

test('a token goes into the Authorization header, or into a header of the API', () => {
	expect(bearer(TOKEN)).toEqual({ tokenType: 'Bearer', headers: { Authorization: 'Bearer abc' } });
	expect(header('X-Token', TOKEN)).toEqual({ tokenType: 'X-Token', headers: { 'X-Token': 'abc' } });
});

test('cookies become one header', () => {
	expect(requestHeaders({ ...bearer(TOKEN), cookies: { a: '1', b: '2' } })).toEqual({
		Authorization: 'Bearer abc',
		Cookie: 'a=1; b=2',
	});
	expect(requestHeaders({ ...bearer(TOKEN), cookies: {} })).not.toHaveProperty('Cookie');
});

test('the headers beside the token cannot replace those that carry it', () => {
	const presentation = {
		...header('X-Key', TOKEN),
		otherHeaders: { 'X-Key': 'other', 'X-Tag': 't' },
	};
	expect(requestHeaders(presentation)).toEqual({ 'X-Key': 'abc', 'X-Tag': 't' });
});

test('a fingerprint is the first 12 hexadecimal digits of the SHA-256', () => {
	expect(fingerprint('abc')).toBe('ba7816bf8f01');
	expect(fingerprint('abc')).toBe(createHash('sha256').update('abc').digest('hex').slice(0, 12));
});

test('an identity does not depend on the order of the details, but on everything else', () => {
	const identity = identityDigest('a', 'https://a.example', { x: '1', y: '2' });
	expect(identityDigest('a', 'https://a.example', { y: '2', x: '1' })).toBe(identity);
	for (const other of [
		identityDigest('b', 'https://a.example', { x: '1', y: '2' }),
		identityDigest('a', 'https://b.example', { x: '1', y: '2' }),
		identityDigest('a', 'https://a.example', { x: '2', y: '1' }),
		identityDigest('a', 'https://a.example', { x: '1' }),
	]) {
		expect(other).not.toBe(identity);
	}
});
