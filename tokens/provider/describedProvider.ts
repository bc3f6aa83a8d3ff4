import { isJson, jsonOf, valueAt, type Json } from '../http/json';
import { withQuery } from '../http/url';
import { readExpiry, readTokenExpiry, type ExpiryFormat } from './expiry';
import { FieldReader } from './fieldReader';
import { identityDigest } from './presentation';
import type {
	ApiRequest,
	ApiResponse,
	Presentation,
	PresentedToken,
	Provider,
	ProviderNames,
	TokenResponse,
	TokenSource,
} from './provider';
import { badResponse, idOrNull, isSuccess, readToken, rejection, textOrNull } from './response';

/** One request to the API. Its values are not encoded yet. */
export interface RequestDescription {
	/** POST where it is absent. */
	method?: ApiRequest['method'];
	/** Appended to the base URL. */
	path: string;
	headers?: Record<string, string>;
	query?: Record<string, string>;
	json?: Record<string, string>;
	multipart?: Record<string, string>;
}

/** Where a response holds an expiry, and how it is written. */
export interface ExpiryDescription {
	path: string;
	as: ExpiryFormat;
}

/** What a response holds. Every path is the keys of a JSON object, joined by dots. */
export interface ResponseDescription {
	token: string;
	/** Absent: the API declares no expiry. */
	expiry?: ExpiryDescription;
	userId?: string;
	refreshToken?: string;
	refreshTokenExpiry?: ExpiryDescription;
}

/** A provider whose token takes one request, described as data. `Values` are its login details by field name. */
export interface ProviderDescription<Values extends Record<string, string>> extends ProviderNames {
	/** Reads the login details besides the base URL. Throws a Failure that names the field. */
	readValues(read: FieldReader): Values;
	/** Which of them may appear in no error, log or output. */
	secrets: ReadonlyArray<keyof Values>;
	revokesPrevious: boolean;
	login(values: Values): RequestDescription;
	/** Whether the JSON of a response with a successful status says that the login failed. */
	isError(json: Json): boolean;
	response: ResponseDescription;
	/** What to do about a rejected login: a sentence without its full stop. */
	checkLogin: string;
	/** A more exact sentence for a response that rejects the login. */
	advise?(response: ApiResponse, values: Values): string | undefined;
	present(token: PresentedToken): Presentation;
	/** Headers of every request besides those that carry the token, such as an application key. */
	otherHeaders?(values: Values): Record<string, string>;
	/** See {@link TokenSource.check}. */
	check?: RequestDescription;
}

/** The provider that a description describes. Its credential has a field `baseUrl` besides those the description reads. */
export function describedProvider<Values extends Record<string, string>>(
	description: ProviderDescription<Values>,
): Provider {
	const { name, title, credentialType, credentialTitle } = description;
	return {
		name,
		title,
		credentialType,
		credentialTitle,
		open(fields) {
			const read = new FieldReader(fields, description);
			const baseUrl = read.baseUrl('baseUrl', 'Base URL');
			return openSource(description, baseUrl, description.readValues(read));
		},
	};
}

function openSource<Values extends Record<string, string>>(
	description: ProviderDescription<Values>,
	baseUrl: string,
	values: Values,
): TokenSource {
	const { name, title, secrets, revokesPrevious, check } = description;
	const otherHeaders = description.otherHeaders?.(values) ?? {};
	return {
		title,
		identity: identityDigest(name, baseUrl, values),
		secrets: secrets.map((key) => values[key]),
		baseUrls: [baseUrl],
		revokesPrevious,
		declaresExpiry: description.response.expiry !== undefined,
		async requestToken({ send }) {
			const request = toRequest(description.login(values), baseUrl);
			const headers = { ...otherHeaders, ...request.headers };
			return readResponse(description, values, await send({ ...request, headers }));
		},
		present: (token) => ({ ...description.present(token), otherHeaders }),
		...(check && { check: () => toRequest(check, baseUrl) }),
	};
}

function toRequest(description: RequestDescription, baseUrl: string): ApiRequest {
	const { method = 'POST', path, headers = {}, query = {}, json, multipart } = description;
	const request = { method, url: withQuery(`${baseUrl}${path}`, query), headers };
	if (json) {
		return { ...request, headers: { ...headers, 'Content-Type': 'application/json' }, body: json };
	}
	return multipart ? { ...request, body: formOf(multipart) } : request;
}

function formOf(values: Record<string, string>): FormData {
	const form = new FormData();
	for (const [name, value] of Object.entries(values)) form.append(name, value);
	return form;
}

function readResponse<Values extends Record<string, string>>(
	description: ProviderDescription<Values>,
	values: Values,
	response: ApiResponse,
): TokenResponse {
	const json = jsonOf(response.text);
	if (!isSuccess(response.status) || (json && description.isError(json))) {
		throw rejection(description, response, {
			what: 'the login',
			check: description.checkLogin,
			advice: description.advise?.(response, values),
		});
	}
	const { token, expiry, userId, refreshToken, refreshTokenExpiry } = description.response;
	if (json === undefined || !hasParent(json, token))
		throw badResponse(description, 'not with the documented JSON');
	const { sentAt } = response;
	const value = (path?: string) => (path === undefined ? undefined : valueAt(json, path));
	return {
		accessToken: readToken(value(token), description),
		issuedAt: sentAt,
		expiresAt: expiry
			? readTokenExpiry(value(expiry.path), expiry.as, response, description)
			: null,
		obtainedAt: sentAt,
		userId: idOrNull(value(userId)),
		accountId: null,
		tokenName: null,
		refreshToken: textOrNull(value(refreshToken))?.trim() || null,
		refreshTokenExpiresAt: refreshTokenExpiry
			? readExpiry(value(refreshTokenExpiry.path), refreshTokenExpiry.as, response)
			: null,
	};
}

/** Whether the object is there that should hold the value at a path. */
function hasParent(json: Json, path: string): boolean {
	const parent = path.split('.').slice(0, -1).join('.');
	return parent === '' || isJson(valueAt(json, parent));
}
