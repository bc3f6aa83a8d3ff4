import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
} from 'n8n-workflow';

import { readCredential, type ReadCredential } from './accounts';
import type { Wish } from './engine';
import type { Result } from './failure';
import { obtainSession, readRenewBefore, sessionItem } from './obtain';
import { readOutput, type Output } from './output';
import type { Grant, Provider } from './provider';
import type { RenewalPolicy } from './renewal';
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
		const obtained = await obtainSession(context, provider, credentials, wish);
		if (obtained.value?.early) this.hint(obtained.value.early.failure.message);
		return obtained;
	}

	/** What is put out for a token. */
	tokenItem(grant: Grant, renewed: boolean, { policy, output }: ReadItem): IDataObject {
		return sessionItem(this.provider, { grant, renewed }, policy, output);
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
