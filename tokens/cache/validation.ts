import { randomBytes } from 'node:crypto';

import type { PresentedToken } from '../provider/provider';
import { isWithin } from './renewal';

/** What the provider's cheap call said of a token; `broken` proves nothing. */
export type CheckResult = 'accepted' | 'refused' | 'broken';

/** Sends the cheap call with a token. */
export type ValidationCall = (token: PresentedToken) => Promise<CheckResult>;

/**
 * - `good`: accepted by a check that refuses made-up tokens
 * - `refused`: refused by a check that accepted the last token just obtained
 * - `suspect`: refused by a check that was not yet seen to accept a token
 * - `doubtful`: accepted by a check that accepts anything
 * - `unknown`: the check broke
 */
export type Verdict = 'good' | 'refused' | 'suspect' | 'doubtful' | 'unknown';

const BELIEVED = 1_000;
/** How long those who ask for a new verdict wait for each other, in milliseconds. */
const SHARED = 200;
const CALIBRATED = 60_000;

/**
 * Tells a refused token from a request that failed for another reason. n8n says only that something failed, so
 * the token is tried with a cheap call; and since nobody promised that this call looks at the token at all, its
 * word counts only if it refused a made-up token and accepted a fresh one.
 */
export class TokenValidation {
	/** By token: the verdicts of the last second, those that are being found, and those that are to be found next. */
	private readonly last = new Map<string, { verdict: Verdict; at: number }>();
	private readonly running = new Map<string, Promise<Verdict>>();
	private readonly next = new Map<string, Promise<Verdict>>();
	private madeUp?: Promise<CheckResult>;
	private madeUpRefused?: { yes: boolean; at: number };
	private freshAccepted?: boolean;

	constructor(private readonly now: () => number) {}

	/** Whether it accepted the last token just obtained. */
	get acceptsFresh(): boolean {
		return this.freshAccepted === true;
	}

	/** Whether it refused that: then it refuses anything. */
	get refusesFresh(): boolean {
		return this.freshAccepted === false;
	}

	/**
	 * The verdict on a token: one call at a time for each token, and none within a second of the last verdict on it.
	 *
	 * @param believed another time for that second, in milliseconds
	 */
	async judge(token: PresentedToken, probe: ValidationCall, believed = BELIEVED): Promise<Verdict> {
		const name = token.accessToken;
		const last = this.last.get(name);
		if (last && isWithin(last.at, believed, this.now())) return last.verdict;
		const running = this.running.get(name);
		if (running) return await running;
		const verdict = this.weigh(token, probe)
			.then((found) => this.keep(name, found))
			.finally(() => this.running.delete(name));
		this.running.set(name, verdict);
		return await verdict;
	}

	/**
	 * A verdict that is found after this call, for where one of before proves nothing. There is still none within a
	 * second of the last: whoever asks in the meantime shares the next.
	 */
	async judgeAnew(
		token: PresentedToken,
		probe: ValidationCall,
		wait: (milliseconds: number) => Promise<void>,
	): Promise<Verdict> {
		const name = token.accessToken;
		const next = this.next.get(name);
		if (next) return await next;
		const last = this.last.get(name);
		const known = last && isWithin(last.at, BELIEVED, this.now());
		const pause = known ? Math.max(SHARED, last.at + BELIEVED - this.now()) : SHARED;
		const verdict = wait(pause)
			// Who asks from here on comes too late for this one.
			.finally(() => this.next.delete(name))
			.then(async () => await this.judge(token, probe, 0));
		this.next.set(name, verdict);
		return await verdict;
	}

	/**
	 * Learns from a token just obtained whether the check accepts anything at all.
	 *
	 * @param mayBeDead whether another worker may have ended that token: then a refusal teaches nothing
	 */
	async learnFrom(fresh: PresentedToken, probe: ValidationCall, mayBeDead = false): Promise<void> {
		const probed = await probe(fresh);
		if (probed === 'broken' || (probed === 'refused' && mayBeDead)) return;
		this.freshAccepted = probed === 'accepted';
		if (this.freshAccepted && this.madeUpRefused?.yes === true) {
			this.keep(fresh.accessToken, 'good');
		}
	}

	private keep(token: string, verdict: Verdict): Verdict {
		const now = this.now();
		for (const [other, { at }] of this.last)
			if (!isWithin(at, BELIEVED, now)) this.last.delete(other);
		this.last.set(token, { verdict, at: now });
		return verdict;
	}

	private async weigh(token: PresentedToken, probe: ValidationCall): Promise<Verdict> {
		const probed = await probe(token);
		if (probed === 'broken') return 'unknown';
		if (probed === 'refused') return this.acceptsFresh ? 'refused' : 'suspect';
		return await this.refusesMadeUp(token, probe);
	}

	/** An acceptance counts only from a check that refuses; one that does not is tried again after a minute. */
	private async refusesMadeUp(token: PresentedToken, probe: ValidationCall): Promise<Verdict> {
		const known = this.madeUpRefused;
		if (known === undefined || (!known.yes && !isWithin(known.at, CALIBRATED, this.now()))) {
			const madeUp = { ...token, accessToken: randomBytes(32).toString('hex') };
			this.madeUp ??= probe(madeUp).finally(() => (this.madeUp = undefined));
			const probed = await this.madeUp;
			if (probed === 'broken') return 'unknown';
			this.madeUpRefused = { yes: probed === 'refused', at: this.now() };
		}
		return this.madeUpRefused?.yes === true ? 'good' : 'doubtful';
	}
}
