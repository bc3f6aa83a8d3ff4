/** The keys of every token item, in their order. */
export const KEYS = [
	'provider',
	'accessToken',
	'expiresAt',
	'renewAt',
	'expiresIn',
	'tokenType',
	'tokenName',
	'userId',
	'accountId',
	'issuedAt',
	'refreshToken',
	'refreshTokenExpiresAt',
	'renewed',
	'fingerprint',
	'headers',
];
