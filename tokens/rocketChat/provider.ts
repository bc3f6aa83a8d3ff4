import type { TlsOptions } from '../http/client';
import { FieldReader, readTls } from '../provider/fieldReader';
import type { Fields, PresentedToken, Presentation, ProviderNames } from '../provider/provider';
import { totp } from '../provider/totp';

/** The names of Rocket.Chat. Its tokens do not expire, so there is no token source that renews them. */
export const rocketChat = {
	name: 'rocketChat',
	title: 'Rocket.Chat',
	addressField: 'Server URL',
	hasTlsSettings: true,
	credentialType: 'rocketChatTokenApi',
	credentialTitle: 'Rocket.Chat Token API',
} as const satisfies ProviderNames;

/** What a Rocket.Chat credential holds, read and checked. */
export interface RocketChatLogin {
	/** Without a slash at its end. */
	baseUrl: string;
	userId: string;
	/** The personal access token that authenticates every call. */
	authToken: string;
	/** Base32, or ''. */
	totpSecret: string;
	/** For two-factor authentication by password, or ''. */
	password: string;
	/** Which certificates of the server are accepted. */
	tls: TlsOptions;
	/** Values that may appear in no error, log or output. */
	secrets: readonly string[];
}

/** Checks the credential's fields. Throws a Failure that names the field. */
export function readRocketChatLogin(fields: Fields): RocketChatLogin {
	const read = new FieldReader(fields, rocketChat);
	const baseUrl = read.baseUrl('serverUrl', 'Server URL', { allowHttp: true });
	const userId = read.headerValue('userId', 'User ID');
	const authToken = read.headerValue('authToken', 'Auth Token');
	const totpSecret = read.optionalText('totpSecret', 'TOTP Secret').trim();
	const password = read.optionalText('password', 'Password');
	if (totpSecret !== '' && totp(totpSecret, 0) === undefined) {
		throw read.wrong(
			'TOTP Secret',
			'is not valid Base32',
			'Copy the letters and digits that Rocket.Chat shows under the QR code',
		);
	}
	// People type the secret with spaces and padding. Errors must repeat neither form.
	const secrets = [authToken, totpSecret, totpSecret.replace(/[\s=]/g, ''), password];
	const tls = readTls(fields, rocketChat);
	return { baseUrl, userId, authToken, totpSecret, password, tls, secrets };
}

/** `X-Auth-Token` and `X-User-Id` (https://developer.rocket.chat/apidocs/authentication-api). */
export function presentToken({
	accessToken,
	userId,
}: Pick<PresentedToken, 'accessToken' | 'userId'>): Presentation {
	const headers = { 'X-Auth-Token': accessToken, 'X-User-Id': userId ?? '' };
	return { tokenType: 'X-Auth-Token', headers };
}

/** How requests carry the credential's own token. */
export function presentLogin({ authToken, userId }: RocketChatLogin): Presentation {
	return presentToken({ accessToken: authToken, userId });
}
