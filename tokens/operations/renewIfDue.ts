import type { IDataObject } from 'n8n-workflow';

import { idOrNull } from '../provider/response';
import { Failure, type Result } from '../http/failure';
import { stillUsed } from '../cache/cachedErrors';
import { fingerprint } from './tokenItem';
import { readTimestamp } from '../provider/timestamps';
import { isExpired, isHeldDue, type HeldTimes } from '../cache/renewal';
import type { ItemPlan } from '../n8n/itemLoop';
import type { ReadItem, TokenRun } from './tokenRun';
import { heldTogether, type HeldTokens, type AcquiredToken } from '../cache/tokenRequest';

/** A token that is kept elsewhere, as an item tells of it. */
interface HeldToken extends HeldTimes {
	/** Whether the item holds the token itself. */
	hasToken: boolean;
	fingerprint: string | null;
	userId: string | null;
}

/** The due items of one account in a run: they are served together. */
interface Together {
	held: HeldTokens;
	obtained?: Promise<Result<AcquiredToken>>;
}

/**
 * Renews tokens that are kept elsewhere, where they are due. All due items of an account get the same token, which
 * is newer than each of theirs: a login for one of them could be the end of what another was given.
 */
export class RenewalIfDue {
	private readonly accounts = new Map<string, Together>();

	constructor(private readonly run: TokenRun) {}

	/** Throws a Failure where the item is of another provider or user. */
	plan(read: ReadItem): ItemPlan<AcquiredToken | undefined> {
		const { item, output, policy, stored, login: signIn } = read;
		const { json } = this.run.context.getInputData()[item];
		this.assertProvider(json);
		const token = this.readHeld(read, json);
		const userId = stored?.response.userId ?? idOrNull(signIn.details.userId);
		const foreign = this.foreignUser(token, userId);
		if (foreign) throw foreign;
		const due = isHeldDue(token, token.hasToken, policy, Date.now());
		const together = due ? this.join(read, token) : undefined;
		return {
			key: JSON.stringify(['renewIfDue', item]),
			ask: async () => (together ? await this.ask(together, read, token) : { value: undefined }),
			output: (got) => {
				this.run.keepFiles(item);
				if (got === undefined) return unchanged(json, output === 'metadata');
				return { ...json, ...this.run.tokenItem(got.token.response, got.renewed, read) };
			},
		};
	}

	private join({ digest, policy }: ReadItem, token: HeldToken): Together {
		const key = JSON.stringify([digest, policy.renewBefore]);
		const { issuedAt } = token;
		const fingerprints = token.fingerprint === null ? [] : [token.fingerprint];
		const held = { issuedAt, fingerprints, usable: isUsable(token) };
		const together = this.accounts.get(key) ?? { held };
		together.held = heldTogether(together.held, held);
		this.accounts.set(key, together);
		return together;
	}

	/** undefined: the item's own token is used still, for it could not be renewed before its expiry. */
	private async ask(
		together: Together,
		read: ReadItem,
		token: HeldToken,
	): Promise<Result<AcquiredToken | undefined>> {
		together.obtained ??= this.run.obtain(read, { kind: 'get', newerThan: together.held });
		const { failure, value } = await together.obtained;
		if (failure && !isUsable(token)) return { failure };
		if (failure) {
			// Without the row's own expiry, so that many rows make one hint.
			this.run.hint(stillUsed(this.run.provider, { expiresAt: null }, failure).message);
			return { value: undefined };
		}
		const foreign = this.foreignUser(token, value.token.response.userId);
		return foreign ? { failure: foreign } : { value };
	}

	private readHeld({ item, stored }: ReadItem, json: IDataObject): HeldToken {
		const { accessToken } = json;
		const isText = typeof accessToken === 'string' && accessToken !== '';
		// A table may hold a token of digits alone as a number.
		const hasToken = isText || typeof accessToken === 'number';
		const name = isText ? fingerprint(accessToken) : idOrNull(json.fingerprint);
		const isStored = stored !== undefined && name === fingerprint(stored.response.accessToken);
		return {
			issuedAt: this.moment('issuedAt', 'Issued At', item),
			expiresAt: this.moment('expiresAt', 'Expires At', item),
			renewAt: this.moment('renewAt', 'Renew At', item),
			obtainedAt: isStored ? stored.response.obtainedAt : null,
			hasToken,
			fingerprint: name,
			userId: idOrNull(json.userId),
		};
	}

	private moment(name: string, label: string, item: number): number | null {
		const moment = readTimestamp(this.run.context.getNodeParameter(name, item, null));
		if (moment !== undefined) return moment;
		throw new Failure('INVALID_INPUT', `'${label}' is not a date`, {
			advice:
				"Give it as in '2026-01-15T12:00:00Z', or as seconds or milliseconds since 1970, or leave it empty",
		});
	}

	private assertProvider({ provider }: IDataObject): void {
		const { name, title } = this.run.provider;
		if (provider === undefined || provider === null || provider === '' || provider === name) return;
		throw new Failure(
			'INVALID_INPUT',
			`'provider' of this item is not '${name}': its token is not one of ${title}'s`,
			{
				advice: "Send only this provider's items here, or remove 'provider' from the item",
			},
		);
	}

	private foreignUser({ userId }: HeldToken, own: string | null): Failure | undefined {
		if (userId === null || own === null || userId === own) return undefined;
		const { credentialTitle } = this.run.provider;
		const what = `'userId' of this item is not the user of the ${credentialTitle} credential`;
		return new Failure('INVALID_INPUT', what, {
			advice: "Choose the credential of the item's user, or remove 'userId' from the item",
		});
	}
}

function isUsable(token: HeldToken): boolean {
	return token.hasToken && !isExpired(token, Date.now());
}

/** An item that is not due; as metadata without what a token item has of the token. */
function unchanged(json: IDataObject, metadata: boolean): IDataObject {
	const passed = { ...json, renewed: false };
	if (!metadata) return passed;
	const hidden = {
		accessToken: null,
		refreshToken: null,
		refreshTokenExpiresAt: null,
		headers: {},
	};
	const found = Object.entries(hidden).filter(([key]) => key in json);
	return { ...passed, ...Object.fromEntries(found) };
}
