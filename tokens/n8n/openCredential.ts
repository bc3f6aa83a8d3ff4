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

/** By identity, least recently used first. Nothing is shared between different login details. */
const caches = new Map<string, TokenCache>();

/** Reads a credential's fields. Throws a Failure that names the field. */
export function openCredential(provider: Provider, fields: Fields): OpenCredential {
	const source = provider.open(fields);
	const settings = readSettings(fields, provider);
	return { source, settings, cache: cacheFor(source, provider.title) };
}

function cacheFor(source: TokenSource, title: string): TokenCache {
	const { identity } = source;
	const cache = caches.get(identity) ?? new TokenCache(source, title);
	caches.delete(identity);
	caches.set(identity, cache);
	if (caches.size > MOST_CACHES) {
		const idle = [...caches].find(([key, { isBusy }]) => !isBusy && key !== identity);
		if (idle) caches.delete(idle[0]);
	}
	return cache;
}
