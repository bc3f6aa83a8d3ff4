import { genLogs } from '../../../tokens/providers/genLogs';
import { giro } from '../../../tokens/providers/giro';
import { personr } from '../../../tokens/providers/personr';

const login = { email: 'ops@example.com', password: 'invented pässword' };
const genLogsFields = { baseUrl: 'https://api.genlogs.io', ...login, apiKey: 'invented-key' };
const giroFields = { baseUrl: 'https://api.mygiro.co', xTag: 'test' };

// Stored credentials hold these digests. Where one changes, every stored token of that provider is lost.
test.each([
	[
		'Personr',
		personr.open({ baseUrl: ' https://enterprise.personr.co/api/1.1/wf/ ', ...login }),
		'8760ba5ee2733a1508fb804394f3359b3916273206eba8c0ce7337a198a88abc',
	],
	[
		'GenLogs, with the login in the query',
		genLogs.open({ ...genLogsFields, sendCredentialsIn: 'query' }),
		'8e0316ebbf89934e5ab3a51a3913377f91c4c26cd062df80afc198b48decf4fa',
	],
	[
		'GenLogs, with the login in the body',
		genLogs.open({ ...genLogsFields, sendCredentialsIn: 'body' }),
		'c0cd65572db57a616f384aab5857c971e22e8af7f9a09b570f9f6d6a2905c504',
	],
	[
		'GIRO, with email and password',
		giro.open({ ...giroFields, signIn: 'emailPassword', ...login }),
		'd58806296b00f7de99cd5d3c3d6c432863b8d2c3784b0ca4db77cb199aacd6d5',
	],
	[
		'GIRO, with a bearer token',
		giro.open({
			...giroFields,
			signIn: 'bearerToken',
			bearerToken: 'invented.jwt.x',
			userId: 'u/1',
			accountId: 'a 1',
		}),
		'3291c59eba868050ad0acff015604c4c48ea2786928c91dd5ae30e159f268795',
	],
])('the identity of %s is the digest that stored credentials hold', (_name, source, digest) => {
	expect(source.identity).toBe(digest);
});

test.each([
	{ email: 'other@example.com' },
	{ password: 'other' },
	{ baseUrl: 'https://b.example' },
])('other login details have another identity: %j', (changes) => {
	const fields = { baseUrl: 'https://a.example', ...login };
	expect(personr.open({ ...fields, ...changes }).identity).not.toBe(personr.open(fields).identity);
});

test('the settings of a credential are no part of its identity', () => {
	const fields = { baseUrl: 'https://a.example', ...login };
	expect(
		personr.open({
			...fields,
			settings: { renewal: { renewBefore: 5 } },
			tokenStatus: 'As of today',
		}).identity,
	).toBe(personr.open(fields).identity);
});
