import type { IDataObject } from 'n8n-workflow';

import { openCredential } from '../../../tokens/n8n/openCredential';
import { custom } from '../../../tokens/custom/provider';
import { genLogs } from '../../../tokens/providers/genLogs';
import { giro } from '../../../tokens/providers/giro';
import { personr } from '../../../tokens/providers/personr';
import { serializeToken } from '../../../tokens/cache/storedToken';
import { expired, iso } from '../../support/held.mts';
import { ROUTES } from '../../support/rocketChatNode.mts';
import { GRANTS, type GrantName } from '../../support/grants.mts';
import type { Any, World } from '../../support/world.mts';

const HOUR = 3_600_000;
/** The token of before, in a credential or an item that is due and can still be used. */
export const OLD = 'oLd.7Q2w-mJx4_Kp9zR1c';
export const TOKEN_NAME = 'nightly';

/** A request that an operation makes, as errors name it. */
interface Request {
	name: string;
	path: RegExp | string;
	what: string;
	/** Whether it is sent again after a break that may have had its effect. */
	repeatable: boolean;
	/** What an error adds where the effect is unknown. */
	lost?: string;
	/** What an error of it advises to check, and what where the provider forbids it. */
	check: string;
	forbidden?: string;
}

/** One operation of a node, and what it needs. */
interface Operation {
	provider: Any;
	/** As the table at the end names it. */
	operation: string;
	parameters: IDataObject;
	item: () => IDataObject;
	prepare?: (world: World) => void;
	/** Whether the token of before is used where there is no new one. */
	keepsOld?: boolean;
	/** In turn. */
	requests: Request[];
}

/** One request of one operation: where a fault strikes. */
export interface Point extends Operation {
	request: Request;
	/** The paths of the requests that come before it, and after it. */
	before: Request[];
	after: Request[];
}

const loginOf = (name: string, path: string, check: string, forbidden?: string): Request => {
	return { name, path, what: 'the login', repeatable: true, check, forbidden };
};
const GIRO_CHECK = "Check 'Email', 'Password' and 'X-Tag' of the GIRO API credential";
const LOGINS: Record<'giro' | 'genLogs' | 'personr' | 'custom', Request[]> = {
	custom: [
		loginOf(
			'login',
			'/api/v1/login',
			"Check 'Login URL', 'User Name' and 'Password' of the Custom Token API credential",
		),
	],
	giro: [
		loginOf('login', '/v1/login', GIRO_CHECK),
		{
			name: 'token',
			path: /\/generateaccesstoken$/,
			what: 'the access token',
			repeatable: true,
			check: GIRO_CHECK,
		},
	],
	genLogs: [
		loginOf(
			'login',
			'/auth/token',
			"Check 'Email' and 'Password' of the GenLogs API credential",
			"Check 'API Key' of the GenLogs API credential",
		),
	],
	personr: [
		loginOf(
			'login',
			'/api/1.1/wf/api-token-generate',
			"Check 'Email' and 'Password' of the Personr API credential",
		),
	],
};
const TOKEN_PATH = '/oauth/token';
const tokenRequest = (check: string): Request => {
	return { name: 'token', path: TOKEN_PATH, what: 'the token request', repeatable: true, check };
};
const CLIENT = "Check 'Client ID' and 'Client Authentication' too";
const GRANT_LOGINS: Record<GrantName, Request[]> = {
	clientCredentials: [
		tokenRequest("Check 'Client ID', 'Client Secret' and 'Client Authentication'"),
	],
	refreshToken: [
		{
			...tokenRequest(
				`Get a new refresh token from the API and paste it into 'Refresh Token'. ${CLIENT}`,
			),
			// It may have been used up.
			repeatable: false,
			lost: 'the new one may be lost with the answer',
		},
	],
	jwtBearer: [
		tokenRequest(
			`Check 'Issuer', 'Subject', 'JWT Audience', 'Signing Key', 'Key ID' and 'JWT Lifetime', and the clock of the machine with n8n. ${CLIENT}`,
		),
	],
};
const PROVIDERS = {
	...{ giro, genLogs, personr, custom },
	...{ clientCredentials: custom, refreshToken: custom, jwtBearer: custom },
};

/** Puts a token of before into the credential: due for an hour, and good for another or for ever. */
function storeOld(world: World, name: keyof typeof PROVIDERS): void {
	const now = Date.now();
	const provider = PROVIDERS[name];
	const row = world.row(name);
	const settings = { ...(row.settings as IDataObject), renewal: { maxAge: 1 } };
	world.save(name, { ...row, settings });
	const { source } = openCredential(provider, world.row(name));
	const grant = {
		accessToken: OLD,
		issuedAt: now - 50 * HOUR,
		obtainedAt: now - 50 * HOUR,
		expiresAt: name === 'giro' ? null : now + HOUR,
		userId: null,
		accountId: null,
		tokenName: null,
		refreshToken: name === 'refreshToken' ? world.refreshToken.newRefreshToken() : null,
		refreshTokenExpiresAt: null,
	};
	const tokenSession = serializeToken({
		digest: source.identity,
		order: now - 50 * HOUR,
		response: grant,
	});
	const kept = { tokenState: 'managed', tokenSession, accessToken: OLD };
	world.save(name, { ...world.row(name), ...kept } as IDataObject);
}

const ALL_LOGINS = { ...LOGINS, ...GRANT_LOGINS };

function sessionOperations(provider: keyof typeof PROVIDERS): Operation[] {
	const common = { provider, requests: ALL_LOGINS[provider], item: () => ({}) };
	const renew = { ...common, parameters: { operation: 'renewIfDue' } };
	return [
		{ ...common, operation: 'get', parameters: { operation: 'get' } },
		{
			...common,
			operation: 'get, due',
			parameters: { operation: 'get' },
			prepare: (world) => storeOld(world, provider),
			keepsOld: true,
		},
		{ ...common, operation: 'generate', parameters: { operation: 'generate' } },
		{ ...renew, operation: 'renewIfDue', item: () => expired() },
		{
			...renew,
			operation: 'renewIfDue, usable',
			item: () => ({
				accessToken: OLD,
				issuedAt: iso(Date.now() - 50 * HOUR),
				renewAt: iso(Date.now() - HOUR),
				expiresAt: iso(Date.now() + HOUR),
			}),
			keepsOld: true,
		},
	];
}

const ROCKET_CHECK = "Check 'User ID' and 'Auth Token' of the Rocket.Chat Token API credential";
const PERMISSION =
	"The user of the credential needs Rocket.Chat's permission 'create-personal-access-tokens'";
const rocket = (name: string, path: string, what: string, repeatable = false): Request => {
	return { name, path, what, repeatable, check: ROCKET_CHECK, forbidden: PERMISSION };
};
const LIST = rocket('list', ROUTES.list, 'the list of tokens', true);
const GENERATE = rocket('generate', ROUTES.generate, `the token '${TOKEN_NAME}'`);
const REGENERATE = rocket('regenerate', ROUTES.regenerate, `the token '${TOKEN_NAME}'`);
const REMOVE = rocket('remove', ROUTES.remove, `the deletion of the token '${TOKEN_NAME}'`);
const SEND = rocket('send', ROUTES.send, 'the sending of an email code', true);

function rocketOperation(
	operation: string,
	title: string,
	requests: Request[],
	isThere = false,
): Operation {
	const resource = operation === 'send' ? 'twoFactorCode' : 'personalAccessToken';
	const more: IDataObject =
		operation === 'send'
			? { emailOrUsername: 'ops@example.com' }
			: { tokenName: TOKEN_NAME, olderThanDays: 0 };
	return {
		provider: 'rocketChat',
		operation: title,
		parameters: { resource, operation, ...more },
		item: () => ({}),
		prepare: isThere ? ({ rocketChat }) => void rocketChat.tokens.set(TOKEN_NAME, OLD) : undefined,
		requests,
	};
}

const OPERATIONS: Operation[] = [
	...(['giro', 'personr', 'genLogs', 'custom', ...GRANTS] as const).flatMap(sessionOperations),
	rocketOperation('generate', 'generate', [GENERATE]),
	rocketOperation('getMany', 'getMany', [LIST], true),
	rocketOperation('regenerate', 'regenerate', [LIST, REGENERATE], true),
	rocketOperation('rotate', 'rotate, new', [LIST, GENERATE]),
	rocketOperation('rotate', 'rotate, due', [LIST, REGENERATE], true),
	rocketOperation('delete', 'delete', [REMOVE], true),
	rocketOperation('send', 'send', [SEND]),
];

/** Every request of every operation of every provider. */
export const POINTS: Point[] = OPERATIONS.flatMap((operation) =>
	operation.requests.map((request, index) => ({
		...operation,
		request,
		before: operation.requests.slice(0, index),
		after: operation.requests.slice(index + 1),
	})),
);
