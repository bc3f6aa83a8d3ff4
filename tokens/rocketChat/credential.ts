import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import { toResult } from '../http/failure';
import { readSettings } from '../provider/fieldReader';
import { assertAllowedHost } from '../n8n/allowedHosts';
import { readRocketChatLogin, rocketChat, rocketChatHeaders } from './provider';
import { setAuthHeaders } from '../n8n/authHeaders';

/** The `authenticate` of a credential that presents the token it was given. */
export async function rocketChatAuthenticate(
	credentials: ICredentialDataDecryptedObject,
	options: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
	const { failure, value } = await toResult('The credential could not be used', () => {
		const signIn = readRocketChatLogin(credentials);
		assertAllowedHost(options, signIn.baseUrl, readSettings(credentials, rocketChat).otherHosts);
		return setAuthHeaders(options, rocketChatHeaders(signIn));
	});
	// Plain words alone: n8n stores every other property of an error.
	if (failure) throw new Error(failure.message);
	return value;
}
