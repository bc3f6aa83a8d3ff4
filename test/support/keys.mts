/** The keys of every token item, in their order. */
export const KEYS = [
	'provider',
	'accessToken',
	'tokenType',
	'tokenName',
	'userId',
	'accountId',
	'issuedAt',
	'expiresAt',
	'expiresIn',
	'renewAt',
	'refreshToken',
	'refreshTokenExpiresAt',
	'renewed',
	'fingerprint',
	'headers',
];
