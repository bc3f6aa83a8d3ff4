import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import { toResult } from '../http/failure';
import { assertAllowedHost } from '../n8n/allowedHosts';
import { setAuthHeaders } from '../n8n/authHeaders';
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
		return setAuthHeaders(options, presentLogin(login));
	});
	if (failure) throw credentialError(failure, options);
	return value;
}
