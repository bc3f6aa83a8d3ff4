import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import { attempt } from './failure';
import { readSettings } from './fieldReader';
import { assertKnownHost } from './hosts';
import { readRocketChatSignIn, rocketChat, rocketChatHeaders } from './providers/rocketChat';
import { sign } from './sign';

/** The `authenticate` of a credential that presents the token it was given. */
export async function rocketChatAuthenticate(
	credentials: ICredentialDataDecryptedObject,
	options: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
	const { failure, value } = await attempt('The credential could not be used', () => {
		const signIn = readRocketChatSignIn(credentials);
		assertKnownHost(options, signIn.baseUrl, readSettings(credentials, rocketChat).otherHosts);
		return sign(options, rocketChatHeaders(signIn));
	});
	// Plain words alone: n8n stores every other property of an error.
	if (failure) throw new Error(failure.message);
	return value;
}
