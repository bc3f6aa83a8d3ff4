import { genLogs } from '../../../tokens/providers/genLogs';
import { giro } from '../../../tokens/providers/giro';

const baseUrl = 'https://api.example.com';
const login = { baseUrl, email: 'ops@example.com', password: 'invented' };
const token = { accessToken: 'abc', userId: 'a/b', accountId: 'c&d' };

describe('the cheap call and all later ones', () => {
	test('to GIRO carry the tag, and the first the token’s own user and account', () => {
		const signIn = giro.readLoginDetails({ ...login, xTag: 'test' });
		expect(giro.check(signIn, token)).toEqual({
			method: 'GET',
			url: `${baseUrl}/v1/users/a%2Fb?accountId=c%26d`,
			headers: { 'Content-Type': 'application/json', 'x-tag': 'test' },
		});
		expect(giro.check(signIn, { ...token, userId: null, accountId: null }).url).toBe(
			`${baseUrl}/v1/users/?accountId=`,
		);
		expect(giro.applicationHeaders(signIn)).toEqual({ 'x-tag': 'test' });
	});

	test('to GenLogs carry the key', () => {
		const signIn = genLogs.readLoginDetails({ ...login, apiKey: 'invented-key' });
		expect(genLogs.check(signIn, token)).toEqual({
			method: 'GET',
			url: `${baseUrl}/alerts`,
			headers: { accept: 'application/json', 'x-api-key': 'invented-key' },
		});
		expect(genLogs.applicationHeaders(signIn)).toEqual({ 'x-api-key': 'invented-key' });
	});
});
