import { Failure } from '../../tokens/failure';

/** The failure's message; every failure is one of input. */
export function problem(work: () => unknown): string {
	try {
		work();
	} catch (error) {
		expect(error).toBeInstanceOf(Failure);
		expect((error as Failure).kind).toBe('input');
		expect((error as Failure).details.advice).not.toBe('');
		return (error as Failure).message;
	}
	return '';
}
