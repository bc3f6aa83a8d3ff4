import type { ApiRequest, ApiResponse } from '../../http/client';
import type { PresentedToken, TokenResponse } from '../provider';

/**
 * How a token is checked where nobody has named a request for it. Judges are requests whose answers may tell a good token
 * from another: see custom/judges.
 */

/** A token to validate; `obtainedAt` tells a fresh one. */
export type ValidatedToken = PresentedToken & Pick<TokenResponse, 'obtainedAt'>;

/**
 * - `accepted`: by a check that rejects made-up tokens
 * - `rejected`: by a check that accepted the last fresh token
 * - `suspect`: rejected by a check that was not yet seen to accept a token
 * - `unproven`: accepted by a check that accepts anything, or there is no check
 * - `inconclusive`: the check broke
 */
export type Verdict = 'accepted' | 'rejected' | 'suspect' | 'unproven' | 'inconclusive';

/** What is known of a user's request: all that may be kept of it, and in memory only. */
export interface UserRequest {
	method: string;
	/** The address with its query, without what carries the token; undefined where it can't be sent again as it was. */
	url?: string;
	/** The same without its query. */
	bareUrl: string;
	accept?: string;
	hasBody: boolean;
}

/** A request that may tell a good token from another. Its keys are stored: they stay as they are. */
export interface Judge {
	method: 'GET' | 'POST';
	/** Its path may hold placeholders. */
	url: string;
	accept?: string;
	/** Of a check that the user described: what else tells it from another one. */
	body?: string;
}

/** What of an answer tells tokens apart. It holds nothing that the API said. Its keys are stored: they stay as they are. */
export interface Look {
	status: number;
	/** Of a redirect: where it leads, without the query. */
	location?: string;
	/** Of a success: a digest of its content type and the key paths of its JSON. */
	shape?: string;
}

/** A judge that answered a fresh token otherwise than the one before. */
export interface ProvenJudge {
	judge: Judge;
	/** How it answers a token that is no good. */
	refused: Look;
}

/** What a process remembers of a judge. */
export interface JudgeRecord {
	/** When the made-up token was sent, in epoch milliseconds. */
	at: number;
	/** What came back; undefined: nothing. */
	madeUp: Promise<Look | undefined>;
	judge: Judge;
	/** Whether it answers a made-up token otherwise than a good one may be answered. */
	tells?: boolean;
	/** How it answered a token that it didn't take for a made-up one. */
	good?: Look;
	/** When it turned out to tell nothing. */
	droppedAt?: number;
}

/** What one process knows of the judges of one set of login details. */
export interface JudgeMemory {
	/** It is stored with the token. */
	proven?: ProvenJudge;
	readonly records: Map<string, JudgeRecord>;
	/** The judge that last found a token suspect, and how it answered. */
	suspected?: { judge: Judge; answer: Look };
	/** Until when requests to judges are spoken for, in epoch milliseconds. */
	busyUntil: number;
}

export function emptyJudgeMemory(): JudgeMemory {
	return { records: new Map(), busyUntil: 0 };
}

/** What the judges of one request work with. */
export interface JudgeAccess {
	/** The request that failed, or that can't report a refusal. Absent: there is none, as for *Get*. */
	user?: UserRequest;
	memory: JudgeMemory;
	/** Sends a request once. undefined: there was no answer. */
	send(request: ApiRequest): Promise<ApiResponse | undefined>;
	/** Whether the token may be sent to an address. */
	isAllowed(url: string): boolean;
}

/** Finds out for one request what the API says of tokens. */
export interface Judges {
	judge(token: ValidatedToken): Promise<Verdict>;
	/**
	 * Tries a fresh token after one that was suspect.
	 *
	 * @param mayBeRevoked whether another worker may have revoked it: then a refusal teaches nothing
	 * @returns `accepted`: it is answered otherwise, so the other one was refused; `rejected`: it is answered the same
	 */
	tryFresh(
		token: PresentedToken,
		mayBeRevoked: boolean,
	): Promise<'accepted' | 'rejected' | 'inconclusive'>;
	/** Whether a fresh token is tried after each login, and not only after one on suspicion. */
	readonly learnsFromLogins: boolean;
	/** Whether the address that the user named for the check answers any token alike. */
	readonly isBlind: boolean;
}

/** How a token source has its tokens judged. */
export interface Judging {
	/** False: nothing is ever asked. */
	readonly asks: boolean;
	/** The shortest time between two checks of a token before its use, in milliseconds. */
	readonly askedAtMostEvery: number;
	/** What to do where a named address tells nothing: a sentence without its full stop. Absent: users name one themselves. */
	readonly ifBlind?: string;
	open(access: JudgeAccess): Judges;
}
