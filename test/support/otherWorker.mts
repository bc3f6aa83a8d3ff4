import { openCredential } from '../../tokens/n8n/openCredential';
import { personr } from '../../tokens/providers/personr';
import { serializeToken } from '../../tokens/cache/storedToken';
import type { World } from './world.mts';

/** Another worker's login: n8n writes its session to the row that all workers share. */
export async function otherWorker(world: World): Promise<string> {
	const body = new FormData();
	body.append('email', world.personr.email);
	body.append('password', world.personr.password);
	await fetch(`${world.personr.baseUrl}/api-token-generate`, { method: 'POST', body });
	return store(world, world.personr.token);
}

/** n8n writes another worker's session, of a login that ended so many milliseconds ago. */
export function store(world: World, accessToken: string, age = 0): string {
	const now = Date.now() - age;
	const { source } = openCredential(personr, world.fields('personr'));
	const grant = {
		accessToken,
		issuedAt: now,
		obtainedAt: now,
		expiresAt: now + 86_400_000,
		userId: null,
		accountId: null,
		tokenName: null,
		refreshToken: null,
		refreshTokenExpiresAt: null,
	};
	const tokenSession = serializeToken({ digest: source.identity, order: now, response: grant });
	Object.assign(world.row('personr'), { tokenState: 'managed', tokenSession, accessToken });
	return accessToken;
}

/** Does something once, before the first read of the credential for which it is time. */
export function beforeRead(
	world: World,
	isTime: () => boolean,
	work: () => Promise<unknown>,
): void {
	const { credentials } = world.engine;
	const read = credentials.getDecrypted.bind(credentials);
	let done = false;
	jest.spyOn(credentials, 'getDecrypted').mockImplementation(async (...given) => {
		if (!done && isTime()) {
			done = true;
			await work();
		}
		return await read(...given);
	});
}
