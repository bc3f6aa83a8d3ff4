import { claimsOf, signJwt } from '../jwt/jwt';
import type { OAuthDescription } from './description';

/** How the id and the secret stand in HTTP Basic: form-encoded, as they should (RFC 6749, 2.3.1), or as they are. */
export type BasicEncoding = 'encoded' | 'raw';

type Client = Pick<OAuthDescription, 'clientId' | 'clientSecret' | 'clientAuthentication'>;

/**
 * The value of `Authorization` for HTTP Basic. A space is `%20`: who decodes a form reads that like `+`, and who decodes
 * percent-encoding reads nothing else.
 *
 * @returns undefined where the client authenticates otherwise, or has no secret
 */
export function basicHeader(client: Client, encoding: BasicEncoding): string | undefined {
	const { clientId, clientSecret, clientAuthentication } = client;
	if (clientAuthentication !== 'basic' || clientId === '' || clientSecret === '') return undefined;
	const pair = [clientId, clientSecret].map((part) =>
		encoding === 'raw' ? part : encodeURIComponent(part),
	);
	return `Basic ${Buffer.from(pair.join(':')).toString('base64')}`;
}

/** Whether the two encodings differ, and both can be written: raw, nothing tells which colon ends the id. */
export function hasTwoEncodings(client: Client): boolean {
	const encoded = basicHeader(client, 'encoded');
	return encoded !== basicHeader(client, 'raw') && !client.clientId.includes(':');
}

/**
 * What the body says of the client.
 *
 * @param tokenUrl the audience of an assertion, unless the description names another
 * @param now epoch milliseconds by the API's clock
 */
export function clientFields(
	oauth: OAuthDescription,
	tokenUrl: string,
	now: number,
): Record<string, string> {
	const { clientId, clientSecret, clientAuthentication: way, clientAssertion } = oauth;
	if (way === 'privateKeyJwt' && clientAssertion) {
		const { audience } = clientAssertion;
		const claims = claimsOf({ ...clientAssertion, audience: audience || tokenUrl }, now);
		return {
			client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
			client_assertion: signJwt(clientAssertion, claims),
		};
	}
	if (basicHeader(oauth, 'encoded') !== undefined) return {};
	return { client_id: clientId, ...(way === 'body' && { client_secret: clientSecret }) };
}
