import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
} from 'n8n-workflow';

import { readCredential, type ReadCredential } from './accounts';
import { wishOptions, type Wish } from './engine';
import { Failure, type Result } from './failure';
import { tokenItem } from './item';
import { readOptions, readOutput, type Output } from './output';
import type { Grant, Provider } from './provider';
import { renewAt, type RenewalPolicy } from './renewal';
import { readSession, type Session } from './session';
import type { Obtained } from './want';

/** One item's credential and options, read and checked. */
export interface ReadItem extends ReadCredential {
	item: number;
	credentials: ICredentialDataDecryptedObject;
	/** The credential's, or the node's own where its options say so. */
	policy: RenewalPolicy;
	output: Output;
	/** What the credential holds for these login details, be it good or not. */
	stored?: Session;
}

/** One run of a node whose provider's tokens are kept in the credential. */
export class SessionRun {
	private readonly hints = new Set<string>();
	private readonly keeping = new Set<number>();

	constructor(
		readonly context: IExecuteFunctions,
		readonly provider: Provider,
	) {}

	/** Reads an item's credential and options; throws a Failure that names what is wrong. */
	async read(item: number): Promise<ReadItem> {
		const { context, provider } = this;
		const credentials = await context.getCredentials(provider.credential, item);
		const read = readCredential(provider, credentials);
		const { settings, digest } = read;
		const output = readOutput(context, item, provider, settings.allowTokenOutput);
		const renewBefore = readRenewBefore(context, item) ?? settings.policy.renewBefore;
		const policy = { ...settings.policy, renewBefore };
		const stored = readSession(credentials.tokenSession, digest);
		const session = stored.kind === 'own' ? stored.session : undefined;
		return { ...read, item, credentials, policy, output, stored: session };
	}

	/** Has the credential's own `authenticate` and `preAuthentication` get the session, so that n8n stores it. */
	async obtain({ credentials, policy }: ReadItem, want: Wish['want']): Promise<Result<Obtained>> {
		const { context, provider } = this;
		const wish: Wish = { want, renewBefore: policy.renewBefore };
		const credentialsDecrypted = {
			id: '',
			name: '',
			type: provider.credential,
			data: credentials,
		};
		const ended = await context.helpers.httpRequestWithAuthentication
			.call(context, provider.credential, wishOptions(wish), { credentialsDecrypted })
			.then(
				() => undefined,
				(error: Error) => error,
			);
		if (wish.failure) return { failure: wish.failure };
		if (wish.obtained === undefined) {
			const said = ended instanceof Error ? ended.message : 'n8n did not ask the credential';
			return {
				failure: new Failure('unavailable', 'n8n could not use the credential', { said }).tell([]),
			};
		}
		if (wish.obtained.early) this.hint(wish.obtained.early.failure.message);
		return { value: wish.obtained };
	}

	/** What is put out for a token. */
	tokenItem(grant: Grant, renewed: boolean, { policy, output }: ReadItem): IDataObject {
		const { name, tokenType } = this.provider;
		const times = { renewAt: renewAt(grant, policy), now: Date.now() };
		const metadata = output === 'metadata';
		return { ...tokenItem(grant, { provider: name, tokenType, renewed, metadata, ...times }) };
	}

	/** Tells something at the node, once in a run. */
	hint(message: string, type: 'info' | 'warning' = 'warning'): void {
		if (this.hints.has(message)) return;
		this.hints.add(message);
		this.context.addExecutionHints?.({ message, type, location: 'outputPane' });
	}

	/** Tells that nothing but a refusal renews a token. */
	hintAtEndless({ expiresAt }: Grant, { policy }: ReadItem): void {
		if (expiresAt !== null || policy.maxAge > 0) return;
		const { title, credentialTitle } = this.provider;
		this.hint(
			`${title} does not say when this token expires, so it is renewed only once it is refused. To have it renewed in time, set 'Maximum Token Age (Hours)' in the ${credentialTitle} credential.`,
			'info',
		);
	}

	/** Has an item put out with the files that it came with. */
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

/** Milliseconds; undefined where the credential's own counts. */
function readRenewBefore(context: IExecuteFunctions, item: number): number | undefined {
	const minutes = readOptions(context, item).renewBefore;
	if (minutes === undefined) return undefined;
	if (typeof minutes !== 'number' || !Number.isFinite(minutes) || minutes < 0) {
		throw new Failure('input', "'Renew Before Expiry (Minutes)' must be a number, 0 or more");
	}
	return minutes * 60_000;
}
