import type { IDataObject } from 'n8n-workflow';

import type { Outcome } from '../../support/engine.mts';
import { SIGNING_KEY, isGrant, type GrantName } from '../../support/grants.mts';
import type { Any, World } from '../../support/world.mts';
import { OLD } from '../faults/points.mts';
import type { Provision } from '../faults/run.mts';
import type { Arrived, Reply } from '../../support/simulators/simulator.mts';
import { written, type Secrets } from './search.mts';

/** Long and with characters that every encoding writes differently. */
const PASSWORD = 'Zq8+pAs5/wörd="42" & <xKm>';

const CLIENT_SECRET = 'cS4+kLi8/"46"&nT=';

/** What the credential of each provider keeps secret. */
export const SECRETS: Record<Any, Secrets> = {
	giro: { password: PASSWORD, xTag: 'vT3+tAg7/41==' },
	genLogs: { password: PASSWORD, apiKey: 'bK6+kEy2/"43"&mR' },
	personr: { password: PASSWORD },
	custom: {
		password: PASSWORD,
		secret: 'sL5+oTs1/43"&qX',
		clientKey: 'cY8+kEx3/44"<wZ',
		headerKey: 'hN2+kEh6/45==',
	},
	rocketChat: {
		authToken: 'gH9+aUt4/tKn"44"',
		password: PASSWORD,
		totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
	},
	clientCredentials: { clientSecret: CLIENT_SECRET },
	refreshToken: { clientSecret: CLIENT_SECRET, refreshToken: 'rF7+r3fr/5h="47" & <tKn>' },
	jwtBearer: { clientSecret: CLIENT_SECRET, signingKey: SIGNING_KEY },
};

/** Where a described login holds the secrets besides the password. */
const MORE = {
	body: { secret: SECRETS.custom.secret, clientKey: SECRETS.custom.clientKey },
	headers: { 'x-api-key': SECRETS.custom.headerKey },
};

/** Gives a provider's account these secrets, and its credential too. */
export const withSecrets: Provision = (world, name) => {
	if (isGrant(name)) {
		const { refreshToken = '', clientSecret } = SECRETS[name];
		Object.assign(world[name], { clientSecret, entered: refreshToken });
		world[name].refreshTokens.add(refreshToken);
		return secretFieldsOf(name);
	}
	Object.assign(world[name], name === 'custom' ? { more: MORE } : {}, SECRETS[name]);
	return secretFieldsOf(name);
};

/** The fields of a credential that hold its secrets. */
export function secretFieldsOf(name: Any): IDataObject {
	if (name !== 'custom') return SECRETS[name];
	const { password, secret, clientKey, headerKey } = SECRETS.custom;
	return {
		password,
		secretFields: { secret3: { name: 'secret', value: secret } },
		extraFields: { field: [{ name: 'clientKey', value: clientKey }] },
		requestHeaders: { header: [{ name: 'X-Api-Key', value: headerKey }] },
	};
}

/** The tokens in an answer. */
function tokensIn(value: unknown): string[] {
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, child]) =>
		typeof child === 'string' && /token$|^jwt$/i.test(key) ? [child] : tokensIn(child),
	);
}

/** All that may be seen nowhere: of the credential, and what the provider gave, or would have given but for a fault. */
export function secretsOf(world: World, name: Any, answers: Reply[] = []): Secrets {
	const kept = JSON.parse(String(world.row(name).tokenSession ?? '{}')) as {
		grant?: { accessToken: string; refreshToken: string | null };
	};
	const given = {
		giro: [...world.giro.tokens, ...world.giro.jwts.keys()],
		genLogs: [...world.genLogs.tokens.keys()],
		personr: [world.personr.token],
		custom: [...world.custom.tokens],
		rocketChat: [...world.rocketChat.tokens.values()],
		clientCredentials: grantTokens(world, 'clientCredentials'),
		refreshToken: grantTokens(world, 'refreshToken'),
		jwtBearer: grantTokens(world, 'jwtBearer'),
	}[name];
	const tokens = [
		OLD,
		kept.grant?.accessToken,
		kept.grant?.refreshToken,
		...given,
		...answers.flatMap(({ body }) => tokensIn(body)),
	];
	const distinct = [...new Set(tokens)].filter((token) => typeof token === 'string' && token);
	const named = distinct.map((token, index) => [`token ${index + 1}`, token as string]);
	return { ...SECRETS[name], ...(Object.fromEntries(named) as Secrets) };
}

function grantTokens(world: World, name: GrantName): string[] {
	const { tokens, refreshTokens, arrived } = world[name];
	return [...tokens, ...refreshTokens, ...arrived.flatMap(sentSecrets)];
}

/** What a request holds that is made of the credential's secrets: HTTP Basic, and an assertion. */
export function sentSecrets({ headers, body }: Arrived): string[] {
	const { authorization = '' } = headers;
	const header = authorization.replace(/^(Basic|Bearer) /, '');
	const assertion = new URLSearchParams(body.toString('utf8')).get('assertion') ?? '';
	return [header, assertion].filter((secret) => secret !== '');
}

/** Where a token item may hold its token. */
const HOLDS_TOKEN = ['accessToken', 'refreshToken', 'headers', 'query', 'values'];

/** A copy without what only a token item may hold. */
function withoutTokens(value: unknown): unknown {
	if (typeof value !== 'object' || value === null) return value;
	if (Array.isArray(value)) return value.map(withoutTokens);
	const isItem = 'accessToken' in value && 'issuedAt' in value && !('digest' in value);
	const kept = Object.entries(value).filter(([key]) => !(isItem && HOLDS_TOKEN.includes(key)));
	return Object.fromEntries(kept.map(([key, child]) => [key, withoutTokens(child)]));
}

/** All that n8n stores of a run or shows of it, save the tokens in token items: the error as it is, hidden properties too. */
export function visible({ run, error, hints, json, items }: Outcome): string {
	const errors = errorsIn(run);
	const plain = JSON.parse(JSON.stringify({ run, hints, json, items })) as IDataObject;
	return [error, ...errors, withoutTokens(plain)].map(written).join('\n');
}

/** The errors in a run as they are, before anything turns them into JSON. */
function errorsIn(value: unknown, seen = new Set<unknown>()): unknown[] {
	if (typeof value !== 'object' || value === null || seen.has(value)) return [];
	seen.add(value);
	if (value instanceof Error) return [value];
	return Object.values(value).flatMap((child) => errorsIn(child, seen));
}
