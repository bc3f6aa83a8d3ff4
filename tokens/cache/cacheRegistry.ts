import { TokenCache } from './tokenCache';
import { readSettings, type Settings } from '../provider/fieldReader';
import type { Fields, Provider, LoginDetails } from '../provider/provider';
import { identityDigest } from './storedToken';

/** More than anyone has: a credential with expressions can make any number of them. */
const MOST = 1_000;

const accounts = new Map<string, TokenCache>();

/** A credential, read and checked, with what this process knows of its account. */
export interface OpenCredential {
	login: LoginDetails;
	settings: Settings;
	/** The same for equal login details, secrets included, and for no others. */
	digest: string;
	cache: TokenCache;
}

/** Reads a credential's fields; throws a Failure that names the field. */
export function openCredential(provider: Provider, fields: Fields): OpenCredential {
	const signIn = provider.readLoginDetails(fields);
	const settings = readSettings(fields, provider);
	const digest = identityDigest(provider.name, signIn);
	return { login: signIn, settings, digest, cache: accountFor(provider, digest) };
}

function accountFor(provider: Provider, digest: string): TokenCache {
	const account = accounts.get(digest) ?? new TokenCache(provider, digest);
	// Taken out and put back, so that the one not used for longest comes first.
	accounts.delete(digest);
	accounts.set(digest, account);
	if (accounts.size > MOST) {
		const idle = [...accounts].find(([key, { logins }]) => !logins.running && key !== digest);
		if (idle) accounts.delete(idle[0]);
	}
	return account;
}
