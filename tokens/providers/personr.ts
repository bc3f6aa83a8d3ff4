import { describedProvider } from '../provider/describedProvider';
import { bearer } from '../provider/presentation';

/**
 * Personr (personr.co), on Bubble's workflow API. A multipart login returns
 * `{status: "success", response: {token, user_id, expires}}` with a token for a year, and revokes the token before.
 */
export const personr = describedProvider({
	name: 'personr',
	title: 'Personr',
	credentialType: 'personrApi',
	credentialTitle: 'Personr API',
	readValues: (read) => ({
		email: read.formValue('email', 'Email'),
		password: read.formValue('password', 'Password'),
	}),
	secrets: ['password'],
	revokesPrevious: true,
	login: ({ email, password }) => ({
		path: '/api-token-generate',
		multipart: { email, password },
	}),
	isError: ({ status }) => status !== undefined && status !== 'success',
	response: {
		token: 'response.token',
		expiry: { path: 'response.expires', as: 'seconds' },
		userId: 'response.user_id',
	},
	checkLogin: "Check 'Email' and 'Password' of the Personr API credential",
	present: bearer,
	check: { path: '/api-applicant-status' },
});
