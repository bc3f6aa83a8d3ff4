import type { IDataObject } from 'n8n-workflow';

import { isExpired, isHeldDue, type HeldTimes } from '../cache/renewal';
import {
	heldTogether,
	stillUsed,
	type AcquiredToken,
	type HeldTokens,
	type TokenRequest,
} from '../cache/tokenRequest';
import { Failure, type Result } from '../http/failure';
import { isJson } from '../http/json';
import { clock } from '../http/waiting';
import type { ItemPlan } from '../n8n/itemLoop';
import { requestToken } from '../n8n/requestToken';
import { fingerprint } from '../provider/presentation';
import { idOrNull } from '../provider/response';
import { readTimestamp } from '../provider/timestamps';
import { idsIn } from './tokenItem';
import type { ItemInput, TokenRun } from './tokenNode';

/** A token that is kept elsewhere, as an item describes it. */
interface HeldToken extends HeldTimes {
	/** Whether the item holds the token itself. */
	hasToken: boolean;
	fingerprint: string | null;
	userId: string | null;
}

/** The due items of one set of login details in a run: they share one request. */
interface Group {
	held: HeldTokens;
	acquired?: Promise<Result<AcquiredToken>>;
}

/**
 * Renews tokens that are kept elsewhere, where they are due. All due items of the same login details get the same token,
 * which is newer than each of theirs: a login for one of them could revoke what another was given.
 */
export class RenewIfDue {
	private readonly groups = new Map<string, Group>();

	constructor(private readonly run: TokenRun) {}

	/** Throws a Failure where the item belongs to another provider or user. */
	plan(input: ItemInput): ItemPlan<AcquiredToken | undefined> {
		const { item, output, policy, stored, credential } = input;
		const { json } = this.run.context.getInputData()[item];
		this.assertProvider(json);
		const token = this.readHeld(input, json);
		const own = stored.kind === 'own' ? stored.token.response.userId : null;
		const foreign = this.foreignUser(token, own ?? credential.source.userId ?? null);
		if (foreign) throw foreign;
		const isDue = isHeldDue(token, token.hasToken, policy, clock.now());
		const group = isDue ? this.join(input, token) : undefined;
		return {
			key: JSON.stringify(['renewIfDue', group ? item : null]),
			request: async () => (group ? await this.request(group, input, token) : { value: undefined }),
			output: (acquired) =>
				acquired === undefined
					? unchanged(json, output === 'metadata', this.run.provider.name)
					: { ...json, ...this.run.item(acquired, input), changed: isReplaced(token, acquired) },
			keepsFiles: true,
		};
	}

	private join({ credential, policy }: ItemInput, token: HeldToken): Group {
		const key = JSON.stringify([credential.source.identity, policy.renewBefore]);
		const { issuedAt } = token;
		const fingerprints = token.fingerprint === null ? [] : [token.fingerprint];
		const held = { issuedAt, fingerprints, usable: isUsable(token) };
		const group = this.groups.get(key) ?? { held };
		group.held = heldTogether(group.held, held);
		this.groups.set(key, group);
		return group;
	}

	/** undefined: the item's own token is still used, since it could not be renewed before its expiry. */
	private async request(
		group: Group,
		input: ItemInput,
		token: HeldToken,
	): Promise<Result<AcquiredToken | undefined>> {
		const { policy, foundGoodWithin } = input;
		const newerThan = group.held;
		const { context, provider } = this.run;
		const wanted: TokenRequest = { kind: 'get', newerThan, policy, foundGoodWithin };
		group.acquired ??= requestToken(context, provider, input, wanted);
		const { failure, value } = await group.acquired;
		if (failure && !isUsable(token)) return { failure };
		if (failure) {
			// Without the item's own expiry, so that many items make one hint.
			const { title } = input.credential.source;
			this.run.hint(stillUsed(title, { expiresAt: null }, failure).message);
			return { value: undefined };
		}
		const foreign = this.foreignUser(token, value.token.response.userId);
		return foreign ? { failure: foreign } : { value };
	}

	private readHeld({ item, stored }: ItemInput, json: IDataObject): HeldToken {
		const { accessToken } = json;
		const isText = typeof accessToken === 'string' && accessToken !== '';
		// A table may hold a token of digits alone as a number.
		const hasToken = isText || typeof accessToken === 'number';
		const name = isText ? fingerprint(accessToken) : idOrNull(json.fingerprint);
		const known = stored.kind === 'own' ? stored.token.response : undefined;
		const isStored = known !== undefined && name === fingerprint(known.accessToken);
		return {
			issuedAt: this.timestamp('issuedAt', 'Issued At', item),
			expiresAt: this.timestamp('expiresAt', 'Expires At', item),
			renewAt: this.timestamp('renewAt', 'Renew At', item),
			obtainedAt: isStored ? known.obtainedAt : null,
			hasToken,
			fingerprint: name,
			userId: idOrNull(json.userId),
		};
	}

	private timestamp(name: string, label: string, item: number): number | null {
		const timestamp = readTimestamp(this.run.context.getNodeParameter(name, item, null));
		if (timestamp !== undefined) return timestamp;
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
	return token.hasToken && !isExpired(token, clock.now());
}

/** Whether an item gets another token than the one it held. */
function isReplaced({ fingerprint: held }: HeldToken, { token }: AcquiredToken): boolean {
	return held !== fingerprint(token.response.accessToken);
}

/** An item that keeps its token; as metadata without what a token item has of the token. */
function unchanged(json: IDataObject, metadata: boolean, provider: string): IDataObject {
	const passed = { ...json, renewed: false, changed: false };
	if (!metadata) return passed;
	const hidden = {
		accessToken: null,
		refreshToken: null,
		refreshTokenExpiresAt: null,
		headers: {},
		// Other providers' items have no such keys: there they are the user's own.
		...(provider === 'custom' && {
			query: {},
			values: isJson(json.values) ? idsIn(json.values as IDataObject) : {},
		}),
	};
	const found = Object.entries(hidden).filter(([key]) => key in json);
	return { ...passed, ...Object.fromEntries(found) };
}
