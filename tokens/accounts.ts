import { Account } from './account';
import { readSettings, type Settings } from './fieldReader';
import type { Fields, Provider, SignIn } from './provider';
import { detailsDigest } from './session';

/** More than anyone has: a credential with expressions can make any number of them. */
const MOST = 1_000;

const accounts = new Map<string, Account>();

/** A credential, read and checked, with what this process knows of its account. */
export interface ReadCredential {
	signIn: SignIn;
	settings: Settings;
	/** The same for equal login details, secrets included, and for no others. */
	digest: string;
	account: Account;
}

/** Reads a credential's fields; throws a Failure that names the field. */
export function readCredential(provider: Provider, fields: Fields): ReadCredential {
	const signIn = provider.readSignIn(fields);
	const settings = readSettings(fields, provider);
	const digest = detailsDigest(provider.name, signIn);
	return { signIn, settings, digest, account: accountFor(provider, digest) };
}

function accountFor(provider: Provider, digest: string): Account {
	const account = accounts.get(digest) ?? new Account(provider, digest);
	// Taken out and put back, so that the one not used for longest comes first.
	accounts.delete(digest);
	accounts.set(digest, account);
	if (accounts.size > MOST) {
		const idle = [...accounts].find(([key, { logins }]) => !logins.running && key !== digest);
		if (idle) accounts.delete(idle[0]);
	}
	return account;
}
