import {
	idOrNull,
	isSuccess,
	readDateTime,
	readExpiry,
	readToken,
	rejection,
	textOrNull,
	badResponse,
} from '../provider/response';
import { isJson, jsonOf, objectIn } from '../http/json';
import { FieldReader } from '../provider/fieldReader';
import type { ApiResponse, ApiRequest, Fields, TokenResponse, Provider, LoginDetails } from '../provider/provider';

const CHECK = "Check 'Email' and 'Password' of the GenLogs API credential";

/** GenLogs (genlogs.io): email and password in the query or in the body, next to an API key. */
export const genLogs: Provider = {
	name: 'genLogs',
	title: 'GenLogs',
	credentialType: 'genLogsApi',
	credentialTitle: 'GenLogs API',
	tokenType: 'Access-Token',
	revokesPrevious: false,

	readLoginDetails(fields: Fields): LoginDetails {
		const read = new FieldReader(fields, genLogs);
		const baseUrl = read.baseUrl('baseUrl', 'Base URL');
		const apiKey = read.headerValue('apiKey', 'API Key');
		const email = read.text('email', 'Email');
		const password = read.text('password', 'Password');
		const sendCredentialsIn = read.choice('sendCredentialsIn', 'Send Credentials In', [
			'query',
			'body',
		] as const);
		return {
			baseUrl,
			details: { apiKey, email, password, sendCredentialsIn },
			secrets: [password, apiKey],
		};
	},

	async requestToken(signIn, { send }) {
		return readGrant(await send(loginCall(signIn)), signIn);
	},

	applicationHeaders: ({ details }) => ({ 'x-api-key': details.apiKey }),

	check: ({ baseUrl, details }) => ({
		method: 'GET',
		url: `${baseUrl}/alerts`,
		headers: { accept: 'application/json', 'x-api-key': details.apiKey },
	}),
};

/** Every reserved character is encoded, `+` above all: as a plain `+` it would arrive as a space. */
function loginCall({ baseUrl, details }: LoginDetails): ApiRequest {
	const { email, password, apiKey } = details;
	const headers = { accept: 'application/json', 'x-api-key': apiKey };
	const url = `${baseUrl}/auth/token`;
	if (details.sendCredentialsIn === 'body') {
		return {
			method: 'POST',
			url,
			headers: { ...headers, 'Content-Type': 'application/json' },
			body: { email, password },
		};
	}
	const query = `email=${encodeURIComponent(email)}&password=${encodeURIComponent(password)}`;
	return { method: 'POST', url: `${url}?${query}`, headers };
}

/** `{access_token_data: {token, expires}, refresh_token_data: {token, expires}, user_id}`. */
function readGrant(answer: ApiResponse, signIn: LoginDetails): TokenResponse {
	const json = jsonOf(answer.text);
	if (!isSuccess(answer.status)) {
		throw rejection(genLogs, answer, {
			what: 'the login',
			check: CHECK,
			advice: adviceFor(answer, signIn),
		});
	}
	if (
		json !== undefined &&
		json.access_token_data === undefined &&
		(json.detail ?? json.message) !== undefined
	) {
		throw rejection(genLogs, answer, { what: 'the login', check: CHECK });
	}
	if (json === undefined || !isJson(json.access_token_data)) {
		throw badResponse(genLogs, 'not with the documented JSON');
	}
	const access = json.access_token_data;
	const refresh = objectIn(json, 'refresh_token_data');
	const accessToken = readToken(access.token, genLogs);
	return {
		accessToken,
		issuedAt: answer.sentAt,
		expiresAt: readExpiry(readDateTime(access.expires), answer, genLogs),
		obtainedAt: answer.sentAt,
		userId: idOrNull(json.user_id),
		accountId: null,
		tokenName: null,
		refreshToken: textOrNull(refresh.token),
		refreshTokenExpiresAt: readDateTime(refresh.expires) ?? null,
	};
}

function adviceFor({ status, text }: ApiResponse, { details }: LoginDetails): string | undefined {
	if (status === 403) return "Check 'API Key' of the GenLogs API credential";
	if (status !== 422) return undefined;
	const detail = jsonOf(text)?.detail;
	const missing =
		Array.isArray(detail) && detail.some((entry) => isJson(entry) && isMissing(entry));
	if (!missing) return undefined;
	const other = details.sendCredentialsIn === 'body' ? 'Query' : 'Body';
	return `GenLogs did not find the email and password where they were sent: set 'Send Credentials In' of the GenLogs API credential to '${other}'`;
}

function isMissing({ loc, type, msg }: Record<string, unknown>): boolean {
	const names = Array.isArray(loc) ? loc.map(String) : [];
	const about = names.includes('email') || names.includes('password') || names.at(-1) === 'body';
	return about && /missing|required/i.test(`${String(type)} ${String(msg)}`);
}
