import type { ApiRequest } from '../../http/client';
import { toResult } from '../../http/failure';
import { clock } from '../../http/waiting';
import type {
	Judge,
	JudgeAccess,
	JudgeRecord,
	Judges,
	Look,
	ValidatedToken,
	Verdict,
} from '../../provider/check/judges';
import type { PresentedToken } from '../../provider/provider';
import {
	JUDGE_KNOWN,
	JUDGE_PACE,
	JUDGE_REQUESTS_AT_ONCE,
	MOST_JUDGES,
	MOST_REMEMBERED,
} from '../../tuning';
import { candidates, isDangerous, keyOf } from './candidates';
import { isProof, lookOf, mayTell, opinionOf, type Opinion } from './look';

/** What a token source has judged. */
export interface JudgedSource {
	baseUrl: string;
	/** The check that the user described. Absent: judges are found. */
	named?: Judge;
	/** Whether a made-up token may be sent. */
	mayMakeUp: boolean;
	/**
	 * A judge's request with all that presents the token, or a made-up one of its form. Throws a Failure where it can't be
	 * made.
	 */
	request(judge: Judge, token: PresentedToken, isMadeUp: boolean): ApiRequest;
}

type Result = 'accepted' | 'rejected' | 'inconclusive';

const VERDICTS: Record<Exclude<Opinion, 'blind'>, Verdict> = {
	good: 'accepted',
	refused: 'rejected',
	suspect: 'suspect',
	other: 'accepted',
	passing: 'inconclusive',
};

/**
 * Finds out whether the API still accepts a token, by requests of which nobody said that they tell. First a made-up token
 * shows whether a judge may look at tokens at all; then the stored one is tried. If that looks refused, a login follows,
 * and the fresh token shows whether it was. A judge that tells nothing is left alone for an hour.
 */
export class AutomaticCheck implements Judges {
	constructor(
		private readonly access: JudgeAccess,
		private readonly source: JudgedSource,
	) {}

	get learnsFromLogins(): boolean {
		const { named } = this.source;
		return named !== undefined && !this.isProven(named) && !this.isDropped(named);
	}

	get isBlind(): boolean {
		const { named } = this.source;
		return named !== undefined && this.isDropped(named);
	}

	async judge(token: ValidatedToken): Promise<Verdict> {
		const { memory } = this.access;
		for (const judge of this.candidates()) {
			const { opinion, answer } = await this.ask(judge, token);
			if (opinion === 'blind') continue;
			if (answer && (opinion === 'suspect' || opinion === 'refused'))
				memory.suspected = { judge, answer };
			return VERDICTS[opinion];
		}
		return 'unproven';
	}

	async tryFresh(token: PresentedToken, mayBeRevoked: boolean): Promise<Result> {
		const { memory } = this.access;
		const { named } = this.source;
		const suspected = memory.suspected;
		memory.suspected = undefined;
		const judge = suspected?.judge ?? named;
		if (judge === undefined || this.isDropped(judge)) return 'inconclusive';
		const madeUp = await this.recordOf(judge, token)?.madeUp;
		const suspect = suspected?.answer ?? madeUp;
		if (suspect === undefined || (!suspected && !mayTell(madeUp, true))) return 'inconclusive';
		const answer = await this.send(judge, token);
		const proof = isProof(answer, suspect, madeUp);
		if (proof === undefined || (!proof && mayBeRevoked)) return 'inconclusive';
		if (proof) memory.proven = { judge, refused: suspect };
		else this.disprove(judge);
		return proof ? 'accepted' : 'rejected';
	}

	private candidates(): Judge[] {
		const { access, source } = this;
		const { memory, user } = access;
		const telling = [...memory.records.values()].filter(({ tells, at }) => tells && isKnown(at));
		const known = telling.map(({ judge }) => judge).reverse();
		const judges = source.named
			? [source.named]
			: candidates(memory.proven?.judge, known, user, source.baseUrl);
		return judges.filter((judge) => !this.isDropped(judge)).slice(0, MOST_JUDGES);
	}

	/** Has a judge say what it thinks of a token, once it has shown that it may tell. */
	private async ask(
		judge: Judge,
		token: PresentedToken,
	): Promise<{ opinion: Opinion; answer?: Look }> {
		const { access, source } = this;
		const isNamed = source.named !== undefined;
		const record = this.recordOf(judge, token);
		const madeUp = await record?.madeUp;
		if (record && !mayTell(madeUp, isNamed)) {
			// What the user named is asked again: it may just have been busy.
			if (isNamed) this.forget(judge);
			else this.drop(judge);
			return { opinion: isNamed ? 'passing' : 'blind' };
		}
		const answer = await this.send(judge, token);
		const refused = this.isProven(judge) ? access.memory.proven?.refused : undefined;
		const isFailed = judge.url === access.user?.url;
		const known = { madeUp, refused, good: record?.good, isNamed, isFailed };
		const opinion = opinionOf(answer, known);
		if (opinion === 'blind') this.drop(judge);
		else if (record) {
			record.tells = true;
			if (opinion === 'good') record.good = answer;
		}
		return { opinion, answer };
	}

	/** What is known of a judge. Once an hour, it is tried with a made-up token. undefined: none may be sent. */
	private recordOf(judge: Judge, token: PresentedToken): JudgeRecord | undefined {
		const { records } = this.access.memory;
		const key = keyOf(judge);
		const known = records.get(key);
		if (known && isKnown(known.at)) return known;
		if (!this.source.mayMakeUp) return undefined;
		if (records.size >= MOST_REMEMBERED) records.clear();
		const record = { judge, at: clock.now(), madeUp: this.send(judge, token, true) };
		records.set(key, record);
		return record;
	}

	private isProven(judge: Judge): boolean {
		const { proven } = this.access.memory;
		return proven !== undefined && keyOf(proven.judge) === keyOf(judge);
	}

	private isDropped(judge: Judge): boolean {
		const droppedAt = this.access.memory.records.get(keyOf(judge))?.droppedAt;
		return droppedAt !== undefined && isKnown(droppedAt);
	}

	/** Nobody asks this judge for an hour. */
	private drop(judge: Judge): void {
		const { memory } = this.access;
		const at = clock.now();
		const record = memory.records.get(keyOf(judge));
		const madeUp = record?.madeUp ?? Promise.resolve(undefined);
		memory.records.set(keyOf(judge), { judge, at: record?.at ?? at, madeUp, droppedAt: at });
	}

	/** It answers a fresh token no better than one that is no good. */
	private disprove(judge: Judge): void {
		this.drop(judge);
		if (this.isProven(judge)) this.access.memory.proven = undefined;
	}

	private forget(judge: Judge): void {
		this.access.memory.records.delete(keyOf(judge));
	}

	/** How a judge answers a token; undefined: not at all, or it mustn't be asked. */
	private async send(
		judge: Judge,
		token: PresentedToken,
		isMadeUp = false,
	): Promise<Look | undefined> {
		const what = 'The judge could not be asked';
		const make = () => this.source.request(judge, token, isMadeUp);
		const { value: request } = await toResult(what, make);
		if (request === undefined) return undefined;
		const isSafe = this.source.named !== undefined || !isDangerous(request.url);
		if (!isSafe || !this.access.isAllowed(request.url)) return undefined;
		await this.takeTurn();
		const response = await this.access.send(request);
		return response && lookOf(response, request.url);
	}

	/** Three requests may go at once, and one a second after that. */
	private async takeTurn(): Promise<void> {
		const { memory } = this.access;
		const now = clock.now();
		const burst = JUDGE_REQUESTS_AT_ONCE * JUDGE_PACE;
		memory.busyUntil = Math.max(memory.busyUntil, now) + JUDGE_PACE;
		const wait = memory.busyUntil - burst - now;
		if (wait > 0) await clock.sleep(wait);
	}
}

function isKnown(since: number): boolean {
	const age = clock.now() - since;
	return age >= 0 && age < JUDGE_KNOWN;
}
