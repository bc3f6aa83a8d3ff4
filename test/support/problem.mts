import { Failure } from '../../tokens/http/failure';

/** What the editor shows of an error: the headline, and the description below it. */
export function wordsOf(
	error: (Error & { description?: string | null }) | undefined,
): string | undefined {
	return error && [error.message, error.description].filter(Boolean).join('. ');
}

/** The message of the failure, redacted; '' where nothing fails. */
export function messageOf(work: () => unknown): string {
	return failureOf(work)?.redacted([]).message ?? '';
}

/** The same. The failure must be one of input, and must say what to do. */
export function problem(work: () => unknown): string {
	const failure = failureOf(work);
	if (failure === undefined) return '';
	expect(failure.code).toBe('INVALID_INPUT');
	expect(failure.details.advice).not.toBe('');
	return failure.message;
}

function failureOf(work: () => unknown): Failure | undefined {
	try {
		work();
	} catch (error) {
		expect(error).toBeInstanceOf(Failure);
		return error as Failure;
	}
	return undefined;
}
