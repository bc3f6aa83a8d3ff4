import { idOrNull, isSuccess, readExpiry, readToken, rejection, badResponse } from '../provider/response';
import { isJson, jsonOf } from '../http/json';
import { FieldReader } from '../provider/fieldReader';
import type { ApiResponse, Fields, TokenResponse, Provider, LoginDetails } from '../provider/provider';

const CHECK = "Check 'Email' and 'Password' of the Personr API credential";

/**
 * Personr (personr.co), on Bubble's workflow API: a multipart login gives a token for a year, and a new token
 * kills the old one.
 */
export const personr: Provider = {
	name: 'personr',
	title: 'Personr',
	credentialType: 'personrApi',
	credentialTitle: 'Personr API',
	tokenType: 'Bearer',
	revokesPrevious: true,

	readLoginDetails(fields: Fields): LoginDetails {
		const read = new FieldReader(fields, personr);
		const baseUrl = read.baseUrl('baseUrl', 'Base URL');
		const email = read.formValue('email', 'Email');
		const password = read.formValue('password', 'Password');
		return { baseUrl, details: { email, password }, secrets: [password] };
	},

	async requestToken({ baseUrl, details }, { send }) {
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
function readGrant(answer: ApiResponse): TokenResponse {
	const json = jsonOf(answer.text);
	if (
		!isSuccess(answer.status) ||
		(json !== undefined && json.status !== undefined && json.status !== 'success')
	) {
		throw rejection(personr, answer, { what: 'the login', check: CHECK });
	}
	if (json === undefined || !isJson(json.response))
		throw badResponse(personr, 'not with the documented JSON');
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
