import type { Typed } from '../row.mts';

/** Where the facts of a recipe are from. */
export interface Source {
	kind: 'documentation' | 'code' | 'Nango' | 'secondary';
	/** A repository with a path (`owner/name@commit path`), an address without its scheme, or else a name. */
	at: string;
}

/** The vendor's own documentation. */
export const docs = (at: string): Source => ({ kind: 'documentation', at });

/** Source code: of the product, or of a client that works with it. */
export const code = (at: string): Source => ({ kind: 'code', at });

/** An entry of Nango's list of providers. */
export const nango = (at: string): Source => ({ kind: 'Nango', at });

/** What somebody else wrote about it. */
export const secondary = (at: string): Source => ({ kind: 'secondary', at });

/** What the recipe of an API says beside the fields that a test fills in. All texts are Markdown. */
export interface Facts {
	/** What its base URL looks like. */
	base: string;
	/** What goes into a field whose name doesn't tell, such as a client ID. */
	yours?: Partial<Record<keyof Typed | 'secret1' | 'secret2' | 'secret3', string>>;
	/** When a token ends. '': unknown. */
	ends: string;
	/** How a refused token shows. '': unknown. */
	refuses: string;
	/** Sessions, lockouts, rates, and what a login leaves behind. */
	limits?: string;
	remark?: string;
	/** Devices and servers of this kind mostly come with a certificate that nobody vouches for. */
	isSelfSigned?: true;
	sources: [Source, ...Source[]];
}

/** The base URL of what people run themselves. */
export const OWN_SERVER = "`https://YOUR-SERVER`, your server's address without a path";

export const CLIENT = { username: 'your client ID', password: 'your client secret' };
export const OAUTH_CLIENT = { clientId: 'your client ID', clientSecret: 'your client secret' };
