import { reasonIn } from './reason';
import { scrub } from './redact';

/**
 * Why something failed:
 * - `input`: a field or parameter is wrong; nothing was sent
 * - `refused`: the provider clearly said no to what was sent
 * - `unavailable`: no answer, or the provider is in trouble
 * - `answer`: an answer that cannot be used
 */
export type FailureKind = 'input' | 'refused' | 'unavailable' | 'answer';

export interface FailureDetails {
	/** What to do about it: a sentence without its full stop. */
	advice?: string;
	/** The whole of what the provider answered. Its reason gets into the message once it is free of secrets. */
	said?: string;
	/** An address that the provider named. It gets into the message once it is free of secrets. */
	where?: string;
	/** HTTP status, where there was an answer. */
	status?: number;
	/** Whole seconds after which the provider allows another attempt. */
	retryAfter?: number;
	/** True where the provider may have done what it was asked for, though its answer does not say so. */
	unclear?: boolean;
}

/** A failure in plain words: what happened, what the provider said, what to do. */
export class Failure extends Error {
	constructor(
		readonly kind: FailureKind,
		/** What happened: a sentence without its full stop. */
		readonly what: string,
		readonly details: FailureDetails = {},
	) {
		super(sentences(what, details.advice));
		this.name = 'Failure';
	}

	/** The same failure with the provider's words in its message, free of every one of `secrets`. */
	tell(secrets: readonly string[]): Failure {
		const { said, where, ...rest } = this.details;
		const place = where === undefined ? '' : scrub(where, secrets);
		const words = said === undefined ? '' : scrub(said, secrets, reasonIn);
		const what = place ? `${this.what} to ${place}` : this.what;
		return new Failure(this.kind, words ? `${what}: ${words}` : what, rest);
	}

	/** The same failure with one more sentence, given without its full stop. */
	with(sentence: string): Failure {
		const { advice } = this.details;
		return new Failure(this.kind, this.what, {
			...this.details,
			advice: advice === undefined ? sentence : `${advice}. ${sentence}`,
		});
	}
}

function sentences(what: string, advice?: string): string {
	const first = /[.!?…]$/.test(what) ? what : `${what}.`;
	return advice === undefined ? first : `${first} ${advice}.`;
}

/** Either a value or the failure to get it: what is waited for by many must not be thrown at nobody. */
export type Result<T> = { value: T; failure?: undefined } | { value?: undefined; failure: Failure };

/** Runs `work`; whatever is thrown that is no Failure becomes one that gives nothing of it away. */
export async function attempt<T>(what: string, work: () => T | Promise<T>): Promise<Result<T>> {
	try {
		return { value: await work() };
	} catch (error) {
		return { failure: error instanceof Failure ? error : unexpected(what) };
	}
}

function unexpected(what: string): Failure {
	return new Failure('unavailable', what, {
		advice: 'Try again, and report it to the maintainers of this node if it persists',
	});
}
