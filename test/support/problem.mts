import { Failure } from '../../tokens/http/failure';

/** The failure's message, as it is told; '' where nothing fails. */
export function messageOf(work: () => unknown): string {
	return failureOf(work)?.redacted([]).message ?? '';
}

/** The same; every failure is one of input. */
export function problem(work: () => unknown): string {
	const failure = failureOf(work);
	if (failure === undefined) return '';
	expect(failure.kind).toBe('input');
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
