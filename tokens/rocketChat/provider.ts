import { FieldReader } from '../provider/fieldReader';
import { tokenHeaders } from '../operations/tokenItem';
import type { Fields, Provider, LoginDetails } from '../provider/provider';
import { totp } from '../provider/totp';

/** What is common to all providers; a Rocket.Chat token does not expire and is not renewed. */
export const rocketChat = {
	name: 'rocketChat',
	title: 'Rocket.Chat',
	credentialType: 'rocketChatTokenApi',
	credentialTitle: 'Rocket.Chat Token API',
	tokenType: 'X-Auth-Token',
} as const satisfies Partial<Provider>;

/** Checks the credential's fields; throws a Failure that names the field. */
export function readRocketChatLogin(fields: Fields): LoginDetails {
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
	return {
		baseUrl,
		details: { userId, authToken, totpSecret, password },
		secrets: [authToken, totpSecret, totpSecret.replace(/[\s=]/g, ''), password],
	};
}

/** The headers that present the credential's own token. */
export function rocketChatHeaders({ details }: LoginDetails): Record<string, string> {
	return tokenHeaders('X-Auth-Token', { accessToken: details.authToken, userId: details.userId });
}
