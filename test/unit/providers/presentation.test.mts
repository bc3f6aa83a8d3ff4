import { genLogs } from '../../../tokens/providers/genLogs';
import { giro } from '../../../tokens/providers/giro';
import { personr } from '../../../tokens/providers/personr';

const baseUrl = 'https://api.example.com';
const login = { baseUrl, email: 'ops@example.com', password: 'invented' };
const token = { accessToken: 'abc', userId: 'a/b', accountId: 'c&d' };

describe('the check and all later requests', () => {
	test('to GIRO carry the tag, and the check names the user and account of the token', () => {
		const source = giro.open({ ...login, xTag: 'test' });
		expect(source.check?.(token)).toEqual({
			method: 'GET',
			url: `${baseUrl}/v1/users/a%2Fb?accountId=c%26d`,
			headers: { 'Content-Type': 'application/json' },
		});
		expect(source.check?.({ ...token, userId: null, accountId: null }).url).toBe(
			`${baseUrl}/v1/users/?accountId=`,
		);
		expect(source.present(token)).toEqual({
			tokenType: 'Bearer',
			headers: { Authorization: 'Bearer abc' },
			otherHeaders: { 'x-tag': 'test' },
		});
	});

	test('to GenLogs carry the API key', () => {
		const source = genLogs.open({ ...login, apiKey: 'invented-key' });
		expect(source.check?.(token)).toEqual({
			method: 'GET',
			url: `${baseUrl}/alerts`,
			headers: { accept: 'application/json' },
		});
		expect(source.present(token)).toEqual({
			tokenType: 'Access-Token',
			headers: { 'Access-Token': 'abc' },
			otherHeaders: { 'x-api-key': 'invented-key' },
		});
	});

	test('to Personr carry the token alone', () => {
		const source = personr.open(login);
		expect(source.check?.(token)).toEqual({
			method: 'POST',
			url: `${baseUrl}/api-applicant-status`,
			headers: {},
		});
		expect(source.present(token)).toEqual({
			tokenType: 'Bearer',
			headers: { Authorization: 'Bearer abc' },
			otherHeaders: {},
		});
	});
});
