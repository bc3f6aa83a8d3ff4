import {
	sleep,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';

import { openCredential, type OpenCredential } from '../cache/cacheRegistry';
import { SETTLING } from '../cache/certainty';
import type { Wish } from '../n8n/credentialHooks';
import { toResult, type Result } from '../http/failure';
import { obtainSession, readPolicy, sessionItem } from '../n8n/requestToken';
import { readOutput, type OutputMode } from './outputPolicy';
import type { TokenResponse, Provider } from '../provider/provider';
import type { RenewalPolicy } from '../cache/renewal';
import { readStoredToken, type CachedToken } from '../cache/storedToken';
import type { AcquiredToken, TokenRequest } from '../cache/tokenRequest';

/**
 * In milliseconds: how often the credential is looked into for another worker's token, and how long that is done before a
 * token is output that was just made here, where no other worker probably logs in.
 */
const LOOK = 100;
const BRIEF = 300;
/** How often a token is replaced before it is output, where other workers go on ending it. */
const ROUNDS = 5;

/** One item's credential and options, read and checked. */
export interface ReadItem extends OpenCredential {
	item: number;
	credentials: ICredentialDataDecryptedObject;
	/** The credential's, or the node's own where its options say so. */
	policy: RenewalPolicy;
	output: OutputMode;
	/** What the credential holds for these login details, be it good or not. */
	stored?: CachedToken;
}

/** One run of a node whose provider's tokens are kept in the credential. */
export class TokenRun {
	private readonly hints = new Set<string>();
	private readonly keeping = new Set<number>();

	constructor(
		readonly context: IExecuteFunctions,
		readonly provider: Provider,
	) {}

	/** Reads an item's credential and options; throws a Failure that names what is wrong. */
	async read(item: number): Promise<ReadItem> {
		const { context, provider } = this;
		const credentials = await context.getCredentials(provider.credentialType, item);
		const read = openCredential(provider, credentials);
		const { settings, digest } = read;
		const output = readOutput(context, item, provider, settings.allowTokenOutput);
		const policy = readPolicy(context, item, settings);
		const stored = readStoredToken(credentials.tokenSession, digest);
		const session = stored.kind === 'own' ? stored.session : undefined;
		return { ...read, item, credentials, policy, output, stored: session };
	}

	/** The session for an item. */
	async obtain(read: ReadItem, want: TokenRequest): Promise<Result<AcquiredToken>> {
		const { cache: account, policy, credentials, digest } = read;
		const { certainty } = account;
		if (want.kind !== 'get' || !this.provider.revokesPrevious) return await this.ask(read, { want });
		const stored = () => readStoredToken(credentials.tokenSession, digest);
		while (certainty.settling && !account.isAtHand(want, policy, stored())) {
			account.peers.joined();
			const { failure } = await certainty.settling;
			// A token may be stored all the same, and a login that has just failed is not tried again.
			if (failure) break;
		}
		if (account.isAtHand(want, policy, stored())) return await this.ask(read, { want });
		return await certainty.settles(this.settle(read, want));
	}

	/**
	 * Nobody tries a token again that is output: where other workers may end it by their logins, it is held back until
	 * these are over and the provider still accepts it.
	 */
	private async settle(read: ReadItem, want: TokenRequest): Promise<Result<AcquiredToken>> {
		const { cache: account } = read;
		let first = await this.watch(read, this.ask(read, { want }));
		// Another worker's may have been stored meanwhile.
		if (first.failure && account.known.usableFor(want)) first = await this.ask(read, { want });
		if (first.failure) return first;
		let obtained = first.value;
		for (let round = 0; round < ROUNDS && !obtained.early; round += 1) {
			const { order, response: grant } = obtained.token;
			// It is numbered by the moment at which its login ended.
			const age = Math.max(0, Date.now() - order);
			const isBrief = account.peers.isOwn(grant.accessToken) && !account.contested;
			await this.watch(read, sleep(isBrief ? BRIEF : Math.max(0, SETTLING - age)));
			const sure = account.contested
				? await this.watch(read, this.ask(read, { want, sure: true }))
				: { value: obtained };
			if (sure.failure && account.known.isDead(obtained.token)) return sure;
			// What cannot be made certain of is as good as it was.
			if (sure.value) {
				obtained = { ...sure.value, renewed: obtained.renewed || sure.value.renewed };
			}
			if (obtained.token.response.accessToken !== grant.accessToken) continue;
			account.certainty.token = grant.accessToken;
			break;
		}
		return { value: obtained };
	}

	/** Looks into the credential for another worker's token until something has ended, and returns what came of it. */
	private async watch<T>({ item, digest, cache: account }: ReadItem, awaited: Promise<T>): Promise<T> {
		let ended = false;
		const end = awaited.finally(() => (ended = true));
		for (;;) {
			await Promise.race([end, sleep(LOOK)]);
			if (ended) return await end;
			// What cannot be read now can be read a moment later; what is awaited is not lost for it.
			const { value } = await toResult('The credential could not be read', () =>
				this.context.getCredentials(this.provider.credentialType, item),
			);
			if (value) account.adopt(readStoredToken(value.tokenSession, digest));
		}
	}

	/** Has the credential's own `authenticate` and `preAuthentication` get the session, so that n8n stores it. */
	private async ask(
		{ credentials, policy }: ReadItem,
		wished: Pick<Wish, 'want' | 'sure'>,
	): Promise<Result<AcquiredToken>> {
		const { context, provider } = this;
		const obtained = await obtainSession(context, provider, credentials, { ...wished, policy });
		if (obtained.value?.early) this.hint(obtained.value.early.failure.message);
		return obtained;
	}

	/** What is output for a token. */
	tokenItem(grant: TokenResponse, renewed: boolean, { policy, output }: ReadItem): IDataObject {
		return sessionItem(this.provider, { grant, renewed }, policy, output);
	}

	/** Tells something at the node, once in a run. */
	hint(message: string, type: 'info' | 'warning' = 'warning'): void {
		if (this.hints.has(message)) return;
		this.hints.add(message);
		this.context.addExecutionHints?.({ message, type, location: 'outputPane' });
	}

	/** Tells that nothing but a refusal renews a token. */
	hintAtEndless({ expiresAt }: TokenResponse, { policy }: ReadItem): void {
		if (expiresAt !== null || policy.maxAge > 0) return;
		const { title, credentialTitle } = this.provider;
		this.hint(
			`${title} does not say when this token expires, so it is renewed only once it is refused. To have it renewed in time, set 'Maximum Token Age (Hours)' in the ${credentialTitle} credential.`,
			'info',
		);
	}

	/** Outputs an item with the files that it came with. */
	keepFiles(item: number): void {
		this.keeping.add(item);
	}

	/** The output, with the files that are to be kept. */
	withFiles(output: INodeExecutionData[]): INodeExecutionData[] {
		const input = this.context.getInputData();
		return output.map((made) => {
			const { item } = made.pairedItem as { item: number };
			const binary = this.keeping.has(item) ? input[item].binary : undefined;
			return binary ? { ...made, binary } : made;
		});
	}
}
