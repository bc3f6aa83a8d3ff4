import { createHmac } from 'node:crypto';

import type { Session } from './row.mts';

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A signed JWT (RFC 7519, HS256) that says when it ends; its claim `csrfToken` is the session's second value. */
export function jwt({ expiresAt, second }: Omit<Session, 'token'>, now: number): string {
	const claims = {
		sub: 'ops',
		iat: Math.floor(now / 1000),
		...(expiresAt !== null && { exp: Math.floor(expiresAt / 1000) }),
		csrfToken: second,
	};
	const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
	return `${signed}.${createHmac('sha256', 'invented-signing-key').update(signed).digest('base64url')}`;
}
