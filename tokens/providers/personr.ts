import { idOrNull, isSuccess, readExpiry, readToken, refusal, unusable } from '../answer';
import { isJson, jsonOf } from '../json';
import { FieldReader } from '../fieldReader';
import type { Answer, Fields, Grant, Provider, SignIn } from '../provider';

const CHECK = "Check 'Email' and 'Password' of the Personr API credential";

/**
 * Personr (personr.co), on Bubble's workflow API: a multipart login gives a token for a year, and a new token
 * kills the old one.
 */
export const personr: Provider = {
	name: 'personr',
	title: 'Personr',
	credential: 'personrApi',
	credentialTitle: 'Personr API',
	tokenType: 'Bearer',
	replacesToken: true,

	readSignIn(fields: Fields): SignIn {
		const read = new FieldReader(fields, personr);
		const baseUrl = read.baseUrl('baseUrl', 'Base URL');
		const email = read.formValue('email', 'Email');
		const password = read.formValue('password', 'Password');
		return { baseUrl, details: { email, password }, secrets: [password] };
	},

	async ask({ baseUrl, details }, { send }) {
		const body = new FormData();
		body.append('email', details.email);
		body.append('password', details.password);
		return readGrant(
			await send({ method: 'POST', url: `${baseUrl}/api-token-generate`, headers: {}, body }),
		);
	},

	applicationHeaders: () => ({}),

	check: ({ baseUrl }) => ({ method: 'POST', url: `${baseUrl}/api-applicant-status`, headers: {} }),
};

/** `{status: "success", response: {token, user_id, expires}}`, `expires` in seconds from now. */
function readGrant(answer: Answer): Grant {
	const json = jsonOf(answer.text);
	if (
		!isSuccess(answer.status) ||
		(json !== undefined && json.status !== undefined && json.status !== 'success')
	) {
		throw refusal(personr, answer, { what: 'the login', check: CHECK });
	}
	if (json === undefined || !isJson(json.response))
		throw unusable(personr, 'not with the documented JSON');
	const { response } = json;
	const { expires } = response;
	const accessToken = readToken(response.token, personr);
	const expiry = typeof expires === 'number' ? answer.sentAt + expires * 1000 : undefined;
	return {
		accessToken,
		issuedAt: answer.sentAt,
		expiresAt: readExpiry(expiry, answer, personr),
		obtainedAt: answer.sentAt,
		userId: idOrNull(response.user_id),
		accountId: null,
		tokenName: null,
		refreshToken: null,
		refreshTokenExpiresAt: null,
	};
}
