import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestHelper,
	IHttpRequestOptions,
} from 'n8n-workflow';

/** What the documentation of n8n leads to: a token that is asked for when there is none, or when a request failed. */
export class OrdinaryApi implements ICredentialType {
	name = 'ordinaryApi';

	displayName = 'Ordinary API';

	properties: ICredentialType['properties'] = [
		{ displayName: 'Base URL', name: 'baseUrl', type: 'string', default: '' },
		{ displayName: 'Email', name: 'email', type: 'string', default: '' },
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
		},
		{
			displayName: 'Token',
			name: 'token',
			type: 'hidden',
			typeOptions: { expirable: true },
			default: '',
		},
	];

	async preAuthentication(this: IHttpRequestHelper, credentials: ICredentialDataDecryptedObject) {
		const { baseUrl, email, password } = credentials as Record<string, string>;
		const body = new FormData();
		body.append('email', email);
		body.append('password', password);
		const url = `${baseUrl}/api-token-generate`;
		const { response } = await this.helpers.httpRequest({ method: 'POST', url, body });
		return { token: response.token };
	}

	async authenticate({ token }: ICredentialDataDecryptedObject, options: IHttpRequestOptions) {
		return {
			...options,
			headers: { ...options.headers, Authorization: `Bearer ${token as string}` },
		};
	}
}
