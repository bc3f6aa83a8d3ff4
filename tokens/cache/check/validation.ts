import { randomBytes } from 'node:crypto';

import { clock } from '../../http/waiting';
import type { Judges, ValidatedToken, Verdict } from '../../provider/check/judges';
import type { CheckResult } from '../../provider/httpClient';
import type { PresentedToken } from '../../provider/provider';
import {
	CHECKED_IN_VAIN,
	CONTROL_BELIEVED,
	MOST_REMEMBERED,
	RECENT,
	REJECTED_IN_A_ROW,
	VERDICT_BELIEVED,
	VERDICT_SHARED,
} from '../../tuning';
import { isWithin } from '../renewal';

export type { ValidatedToken, Verdict } from '../../provider/check/judges';

/** Sends the cheap request with a token. */
export type CheckToken = (token: PresentedToken) => Promise<CheckResult>;

/** How a token is checked: with the provider's cheap request, or by judges. */
export type TokenCheck = CheckToken | Judges;

/**
 * Tells a rejected token from a request that failed for another reason. n8n says only that something failed, so the token
 * is tried with a cheap request. Nobody promised that this request looks at the token at all, so its word counts only if
 * it rejects a made-up token (the negative control) and accepts a fresh one (the positive control).
 */
export class TokenValidation {
	/** By token: the verdicts of the last second, those under way, and the waits for those that start next. */
	private readonly last = new Map<string, { verdict: Verdict; at: number }>();
	private readonly running = new Map<string, Promise<Verdict>>();
	private readonly waiting = new Map<string, Promise<void>>();
	private negativeControl?: Promise<CheckResult>;
	private madeUpRejected?: { yes: boolean; at: number };
	/** Whether the check accepted the last fresh token; one that rejects even these rejects anything. */
	freshAccepted?: boolean;
	/** How many fresh tokens the check rejected, one after the other. */
	private rejectedInARow = 0;
	/** When a token was last found good, or was checked in vain. */
	private readonly checkedAt = new Map<string, { at: number; isGood: boolean }>();

	/** Whether a token has to be checked before it is used: unless it was found good within so many milliseconds. */
	isCheckNeeded({ accessToken }: PresentedToken, foundGoodWithin: number): boolean {
		const checked = this.checkedAt.get(accessToken);
		const span = checked?.isGood ? foundGoodWithin : Math.min(foundGoodWithin, CHECKED_IN_VAIN);
		return !isWithin(checked?.at, span, clock.now());
	}

	/** The API has accepted the token or just issued it; or nothing came of its check, and it stays in use. */
	noteChecked({ accessToken }: PresentedToken, isGood: boolean): void {
		if (this.checkedAt.size >= MOST_REMEMBERED) this.checkedAt.clear();
		this.checkedAt.set(accessToken, { at: clock.now(), isGood });
	}

	/** Whether the check rejected the last fresh token, but another worker may have revoked it before. */
	get isFreshRevoked(): boolean {
		return this.rejectedInARow > 0 && this.freshAccepted !== false;
	}

	/** Whether nothing could be found out about a token when it was last checked. */
	isUnchecked({ accessToken }: PresentedToken): boolean {
		return this.checkedAt.get(accessToken)?.isGood === false;
	}

	/** Whether a verdict speaks against a token: not where the check rejects fresh ones as well. */
	isTelling(verdict: Verdict): verdict is 'rejected' | 'suspect' {
		return verdict === 'rejected' || (verdict === 'suspect' && this.freshAccepted !== false);
	}

	/**
	 * The verdict on a token: one request at a time for each token, and none within a second of the last verdict on it.
	 *
	 * @param check undefined where the provider has none
	 * @param believed another time for that second, in milliseconds
	 */
	async validate(
		token: ValidatedToken,
		check: TokenCheck | undefined,
		believed = VERDICT_BELIEVED,
	): Promise<Verdict> {
		if (check === undefined) return 'unproven';
		const name = token.accessToken;
		const last = this.last.get(name);
		if (last && isWithin(last.at, believed, clock.now())) return last.verdict;
		return await shared(this.running, name, async () =>
			this.keep(name, await this.tryToken(token, check)),
		);
	}

	/**
	 * A verdict that is found after this call, for when an earlier one proves nothing. There is still none within a second
	 * of the last: all who ask in the meantime share the next.
	 */
	async validateAnew(token: ValidatedToken, check: TokenCheck | undefined): Promise<Verdict> {
		if (check === undefined) return 'unproven';
		const name = token.accessToken;
		const last = this.last.get(name);
		const pause = last ? last.at + VERDICT_BELIEVED - clock.now() : 0;
		const isKnown = last && isWithin(last.at, VERDICT_BELIEVED, clock.now());
		const wait = isKnown ? Math.max(VERDICT_SHARED, pause) : VERDICT_SHARED;
		// Whoever asks after this wait comes too late for the verdict that follows it.
		await shared(this.waiting, name, async () => await clock.sleep(wait));
		return await this.validate(token, check, 0);
	}

	/**
	 * Learns from a fresh token whether the check accepts anything at all.
	 *
	 * @param mayBeRevoked whether another worker may have revoked that token: then one rejection teaches nothing
	 */
	async learnFrom(
		fresh: PresentedToken,
		check: TokenCheck | undefined,
		mayBeRevoked: boolean,
	): Promise<void> {
		if (check === undefined) return;
		const isJudged = typeof check !== 'function';
		// A verdict for the next second is only wanted where requests have failed.
		const isWanted = isJudged ? !check.learnsFromLogins : this.madeUpRejected?.yes;
		const result = isJudged ? await check.tryFresh(fresh, mayBeRevoked) : await check(fresh);
		if (result === 'inconclusive') return;
		this.rejectedInARow = result === 'rejected' ? this.rejectedInARow + 1 : 0;
		if (mayBeRevoked && this.rejectedInARow > 0 && this.rejectedInARow < REJECTED_IN_A_ROW) return;
		this.freshAccepted = result === 'accepted';
		if (this.freshAccepted && isWanted) this.keep(fresh.accessToken, 'accepted');
	}

	private keep(token: string, verdict: Verdict): Verdict {
		const now = clock.now();
		for (const [other, { at }] of this.last)
			if (!isWithin(at, VERDICT_BELIEVED, now)) this.last.delete(other);
		this.last.set(token, { verdict, at: now });
		return verdict;
	}

	private async tryToken(token: ValidatedToken, check: TokenCheck): Promise<Verdict> {
		if (typeof check !== 'function') {
			const verdict = await check.judge(token);
			// The next fresh token is tried with the judge of this verdict.
			this.freshAccepted = undefined;
			if (verdict === 'accepted') this.noteChecked(token, true);
			return verdict;
		}
		const result = await check(token);
		if (result === 'inconclusive') return 'inconclusive';
		if (result === 'rejected') return this.freshAccepted ? 'rejected' : 'suspect';
		const verdict = await this.tryMadeUpToken(token, check);
		if (verdict === 'accepted') this.noteChecked(token, true);
		// A token that another worker has just acquired is a positive control as well.
		if (verdict === 'accepted' && isWithin(token.obtainedAt, RECENT, clock.now())) {
			this.freshAccepted = true;
			this.rejectedInARow = 0;
		}
		return verdict;
	}

	/** An acceptance counts only from a check that can reject. One that does not is tried again after a minute. */
	private async tryMadeUpToken(token: PresentedToken, check: CheckToken): Promise<Verdict> {
		const known = this.madeUpRejected;
		if (!known?.yes && !(known && isWithin(known.at, CONTROL_BELIEVED, clock.now()))) {
			const madeUp = { ...token, accessToken: randomBytes(32).toString('hex') };
			this.negativeControl ??= check(madeUp).finally(() => (this.negativeControl = undefined));
			const result = await this.negativeControl;
			if (result === 'inconclusive') return 'inconclusive';
			this.madeUpRejected = { yes: result === 'rejected', at: clock.now() };
		}
		return this.madeUpRejected?.yes ? 'accepted' : 'unproven';
	}
}

/** What is under way by this name, or else what `start` starts. */
async function shared<T>(
	running: Map<string, Promise<T>>,
	name: string,
	start: () => Promise<T>,
): Promise<T> {
	const work = running.get(name) ?? start().finally(() => running.delete(name));
	running.set(name, work);
	return await work;
}
