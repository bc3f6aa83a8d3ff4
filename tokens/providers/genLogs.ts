import { isJson, jsonOf } from '../http/json';
import { describedProvider } from '../provider/describedProvider';
import { header } from '../provider/presentation';
import type { ApiResponse } from '../provider/provider';

/**
 * GenLogs (genlogs.io). A login with an API key, and with the email and password in the query or the body, returns
 * `{access_token_data: {token, expires}, refresh_token_data: {token, expires}, user_id}`.
 */
export const genLogs = describedProvider({
	name: 'genLogs',
	title: 'GenLogs',
	credentialType: 'genLogsApi',
	credentialTitle: 'GenLogs API',
	readValues: (read) => ({
		apiKey: read.headerValue('apiKey', 'API Key'),
		email: read.text('email', 'Email'),
		password: read.text('password', 'Password'),
		sendCredentialsIn: read.choice('sendCredentialsIn', 'Send Credentials In', ['query', 'body']),
	}),
	secrets: ['password', 'apiKey'],
	revokesPrevious: false,
	login: ({ email, password, sendCredentialsIn }) => ({
		path: '/auth/token',
		headers: { accept: 'application/json' },
		[sendCredentialsIn === 'body' ? 'json' : 'query']: { email, password },
	}),
	isError: ({ access_token_data: token, detail, message }) =>
		token === undefined && (detail ?? message) !== undefined,
	response: {
		token: 'access_token_data.token',
		expiry: { path: 'access_token_data.expires', as: 'date' },
		userId: 'user_id',
		refreshToken: 'refresh_token_data.token',
		refreshTokenExpiry: { path: 'refresh_token_data.expires', as: 'date' },
	},
	checkLogin: "Check 'Email' and 'Password' of the GenLogs API credential",
	advise: (response, { sendCredentialsIn }) => {
		if (response.status === 403) return "Check 'API Key' of the GenLogs API credential";
		if (!lacksLogin(response)) return undefined;
		const other = sendCredentialsIn === 'body' ? 'Query' : 'Body';
		return `GenLogs did not find the email and password where they were sent: set 'Send Credentials In' of the GenLogs API credential to '${other}'`;
	},
	present: (token) => header('Access-Token', token),
	otherHeaders: ({ apiKey }) => ({ 'x-api-key': apiKey }),
	check: { method: 'GET', path: '/alerts', headers: { accept: 'application/json' } },
});

/** Whether GenLogs did not find the email or password: `{detail: [{type: "missing", loc: ["query", "email"], msg}]}`. */
function lacksLogin({ status, text }: ApiResponse): boolean {
	const detail = status === 422 ? jsonOf(text)?.detail : undefined;
	return Array.isArray(detail) && detail.some((entry) => isJson(entry) && isMissingLogin(entry));
}

function isMissingLogin({ loc, type, msg }: Record<string, unknown>): boolean {
	const names = Array.isArray(loc) ? loc.map(String) : [];
	const isLogin = names.includes('email') || names.includes('password') || names.at(-1) === 'body';
	return isLogin && /missing|required/i.test(`${String(type)} ${String(msg)}`);
}
