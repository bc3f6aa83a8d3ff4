import { messageIn } from './providerMessage';
import { redact } from './redact';

/** Why something failed. The codes are stable: code decides by them, and never by the text of a message. */
export type FailureCode =
	/** A field or parameter is wrong. Nothing was sent. */
	| 'INVALID_INPUT'
	/** The request goes to a host that may not be sent the token. Nothing was sent. */
	| 'HOST_NOT_ALLOWED'
	/** The API rejected the login details, or what was sent with them. */
	| 'LOGIN_REJECTED'
	/** The API has nothing at this address. */
	| 'NOT_FOUND'
	/** Several fresh tokens were rejected: another system seems to log in with the same account. */
	| 'ACCOUNT_CONTESTED'
	/** The API rejected a request for another reason than its token. */
	| 'REQUEST_REJECTED'
	/** The API allows no more requests for now (429). */
	| 'RATE_LIMITED'
	/** The API has trouble of its own (5xx, 408), or its check says nothing. */
	| 'SERVER_ERROR'
	/** No response in time. */
	| 'TIMEOUT'
	/** No connection, or one that broke. */
	| 'UNREACHABLE'
	/** A response that cannot be used. */
	| 'BAD_RESPONSE'
	/** A redirect, which is never followed. */
	| 'REDIRECTED'
	/** The execution was canceled. */
	| 'CANCELED'
	/** A fault of this package. */
	| 'UNEXPECTED';

/** The codes that say that the API clearly said no: the same login again would end the same way. */
const REJECTIONS: readonly FailureCode[] = ['LOGIN_REJECTED', 'NOT_FOUND', 'ACCOUNT_CONTESTED'];

/** The codes that say nothing about the login details: the same request may go better later. */
const TRANSIENT: readonly FailureCode[] = [
	'RATE_LIMITED',
	'SERVER_ERROR',
	'TIMEOUT',
	'UNREACHABLE',
	'CANCELED',
	'UNEXPECTED',
];

/** What else is known of a failure. */
export interface FailureDetails {
	/** What the API said, free of secrets. {@link Failure.redacted} takes it from `providerMessage`. */
	reason?: string;
	/** What to do about it: a sentence without its full stop. */
	advice?: string;
	/** The whole body of the response. */
	providerMessage?: string;
	/** An origin that the response named. {@link Failure.redacted} puts it into our message. */
	location?: string;
	/** The HTTP status, where there was a response. */
	status?: number;
	/** Whole seconds after which the API allows another attempt. */
	retryAfter?: number;
	/** True where the API may have done what the request asked for, though its response does not say so. */
	outcomeUnknown?: boolean;
}

/**
 * A failure in plain words: what happened, what the API said, what to do. Its message is all of that in one text, for
 * wherever n8n shows a single text; the headline and the description are its two parts.
 */
export class Failure extends Error {
	constructor(
		readonly code: FailureCode,
		/** What happened: a short sentence without its full stop. */
		readonly headline: string,
		readonly details: FailureDetails = {},
	) {
		const { reason, advice } = details;
		super(joined([reason === undefined ? headline : `${headline}: ${reason}`, advice]));
		this.name = 'Failure';
	}

	/** What the API said, and what to do; '' where there is neither. */
	get description(): string {
		return joined([this.details.reason, this.details.advice]);
	}

	/** Whether the API clearly said no. */
	get isRejection(): boolean {
		return REJECTIONS.includes(this.code);
	}

	/** Whether the same request may go better a little later. */
	get isTransient(): boolean {
		return TRANSIENT.includes(this.code);
	}

	/** The same failure with what the API said. Every one of `secrets` is masked in it. */
	redacted(secrets: readonly string[]): Failure {
		const { providerMessage, location, ...rest } = this.details;
		const place = location === undefined ? '' : redact(location, secrets);
		const words = providerMessage === undefined ? '' : redact(providerMessage, secrets, messageIn);
		const headline = place ? `${this.headline} to ${place}` : this.headline;
		return new Failure(this.code, headline, words ? { ...rest, reason: words } : rest);
	}

	/** The same failure with one more sentence of advice, given without its full stop. */
	with(sentence: string): Failure {
		const { advice } = this.details;
		return new Failure(this.code, this.headline, {
			...this.details,
			advice: advice === undefined ? sentence : `${advice}. ${sentence}`,
		});
	}
}

/** Sentences in a row. Each gets a full stop where it has no end of its own. */
function joined(sentences: Array<string | undefined>): string {
	return sentences
		.filter((sentence) => sentence !== undefined)
		.map((sentence) => (/[.!?…]$/.test(sentence) ? sentence : `${sentence}.`))
		.join(' ');
}

/** A value, or the failure to get it. A result that several callers wait for is returned, so that no rejection goes uncaught. */
export type Result<T> = { value: T; failure?: undefined } | { value?: undefined; failure: Failure };

/**
 * Runs `work` and catches what it throws. An error that is no Failure can contain secrets: it becomes one that repeats
 * nothing of it.
 *
 * @param what what went wrong in that case: a sentence without its full stop
 */
export async function toResult<T>(what: string, work: () => T | Promise<T>): Promise<Result<T>> {
	try {
		return { value: await work() };
	} catch (error) {
		return { failure: asFailure(error, what) };
	}
}

/** Whatever was thrown, as a Failure. An error that is none can contain secrets, so nothing of it is repeated. */
export function asFailure(error: unknown, what: string): Failure {
	if (error instanceof Failure) return error;
	return new Failure('UNEXPECTED', what, {
		advice: 'Try again, and report it to the maintainers of this node if it persists',
	});
}
