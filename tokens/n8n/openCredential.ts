import { TokenCache } from '../cache/tokenCache';
import { readSettings, type Settings } from '../provider/fieldReader';
import type { Fields, Provider, TokenSource } from '../provider/provider';
import { MOST_CACHES } from '../tuning';

/** A credential, read and checked, with the tokens this process knows for its login details. */
export interface OpenCredential {
	source: TokenSource;
	settings: Settings;
	cache: TokenCache;
}

/** By identity and revocation, least recently used first. Nothing is shared between different login details. */
const caches = new Map<string, TokenCache>();

/** Reads a credential's fields. Throws a Failure that names the field. */
export function openCredential(provider: Provider, given: Fields): OpenCredential {
	const fields = provider.complete?.(given) ?? given;
	const source = provider.open(fields);
	const settings = readSettings(fields, provider);
	return { source, settings, cache: cacheFor(source) };
}

function cacheFor(source: TokenSource): TokenCache {
	// What a new token does to the one before is no part of the login details, but the cache works by it.
	const key = `${source.identity} ${source.revokesPrevious}`;
	const cache = caches.get(key) ?? new TokenCache(source, source.title);
	caches.delete(key);
	caches.set(key, cache);
	if (caches.size > MOST_CACHES) {
		const idle = [...caches].find(([other, { login }]) => !login.running && other !== key);
		if (idle) caches.delete(idle[0]);
	}
	return cache;
}
