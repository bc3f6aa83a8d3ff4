import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import { toResult } from '../http/failure';
import { assertAllowedHost } from '../n8n/allowedHosts';
import { setAuthHeaders } from '../n8n/authHeaders';
import { isTest } from '../n8n/credentialHooks';
import { credentialError } from '../n8n/nodeErrors';
import { readSettings } from '../provider/fieldReader';
import { presentLogin, readRocketChatLogin, rocketChat } from './provider';

/** The credential type's `authenticate`. It presents the token that the credential was given. */
export async function rocketChatAuthenticate(
	credentials: ICredentialDataDecryptedObject,
	options: IHttpRequestOptions & { uri?: string },
): Promise<IHttpRequestOptions> {
	const { failure, value } = await toResult('The credential could not be used', () => {
		const login = readRocketChatLogin(credentials);
		const { otherHosts } = readSettings(credentials, rocketChat);
		assertAllowedHost(options, [login.baseUrl], otherHosts);
		// Other requests are a user's own, who sets there which certificates are accepted.
		const target = isTest(options) ? { ...options, ...login.tls } : options;
		return setAuthHeaders(target, presentLogin(login));
	});
	if (failure) throw credentialError(failure, options);
	return value;
}
