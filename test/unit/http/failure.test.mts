import { Failure, toResult, type FailureCode } from '../../../tokens/http/failure';

const SECRETS = ['invented-secret'];

describe('the message of a failure', () => {
	test('says what happened, and what to do', () => {
		expect(new Failure('INVALID_INPUT', 'It broke').message).toBe('It broke.');
		expect(new Failure('INVALID_INPUT', 'It broke', { advice: 'Mend it' }).message).toBe(
			'It broke. Mend it.',
		);
	});

	test('ends with a full stop even if it contains one', () => {
		expect(new Failure('INVALID_INPUT', 'a.example broke').message).toBe('a.example broke.');
	});

	test.each(['It broke.', 'It broke!', 'It broke?', 'It broke…'])('%s ends once', (what) => {
		expect(new Failure('INVALID_INPUT', what).message).toBe(what);
	});

	test('can get one more sentence, after the advice or in its place, and all else stays', () => {
		const advised = new Failure('LOGIN_REJECTED', 'It broke', { advice: 'Mend it', status: 401 });
		expect(advised.with('Wait')).toMatchObject({
			code: 'LOGIN_REJECTED',
			message: 'It broke. Mend it. Wait.',
			details: { status: 401 },
		});
		expect(new Failure('LOGIN_REJECTED', 'It broke').with('Wait').message).toBe('It broke. Wait.');
	});

	test('is its headline and its description in one text', () => {
		const details = { reason: 'no such user', advice: 'Mend it' };
		const failure = new Failure('LOGIN_REJECTED', 'It broke', details);
		expect(failure.message).toBe('It broke: no such user. Mend it.');
		expect(failure.headline).toBe('It broke');
		expect(failure.description).toBe('no such user. Mend it.');
		expect(failure.with('Wait').description).toBe('no such user. Mend it. Wait.');
		expect(new Failure('LOGIN_REJECTED', 'It broke').description).toBe('');
	});

	test('contains the API’s own message, redacted, and the details no longer hold it', () => {
		const providerMessage = JSON.stringify({ error: 'no such invented-secret' });
		const redacted = new Failure('LOGIN_REJECTED', 'It broke', {
			providerMessage,
			status: 401,
		}).redacted(SECRETS);
		expect(redacted.message).toBe('It broke: no such ***.');
		expect(redacted.headline).toBe('It broke');
		expect(redacted.description).toBe('no such ***.');
		expect(redacted.details).toEqual({ reason: 'no such ***', status: 401 });
		expect(new Failure('LOGIN_REJECTED', 'It broke').redacted(SECRETS).message).toBe('It broke.');
		expect(
			new Failure('LOGIN_REJECTED', 'It broke', { providerMessage: '' }).redacted(SECRETS).message,
		).toBe('It broke.');
	});

	test('contains the address that the API named, redacted', () => {
		const redacted = (location: string, providerMessage?: string) =>
			new Failure('REDIRECTED', 'It redirects', {
				location,
				providerMessage,
				advice: 'Mend it',
			}).redacted(SECRETS);
		expect(redacted('https://a.example').message).toBe(
			'It redirects to https://a.example. Mend it.',
		);
		expect(redacted('https://a.example').details).toEqual({ advice: 'Mend it' });
		expect(redacted('https://invented-secret.a.example').message).toBe(
			'It redirects to https://***.a.example. Mend it.',
		);
		expect(redacted('https://a.example', 'moved').message).toBe(
			'It redirects to https://a.example: moved. Mend it.',
		);
	});
});

test.each<[FailureCode, boolean]>([
	['LOGIN_REJECTED', true],
	['NOT_FOUND', true],
	['ACCOUNT_CONTESTED', true],
	['REQUEST_REJECTED', false],
	['INVALID_INPUT', false],
	['HOST_NOT_ALLOWED', false],
	['RATE_LIMITED', false],
	['SERVER_ERROR', false],
	['TIMEOUT', false],
	['UNREACHABLE', false],
	['BAD_RESPONSE', false],
	['REDIRECTED', false],
	['CANCELED', false],
	['UNEXPECTED', false],
])('whether %s means that the same login would fail again: %s', (code, expected) => {
	expect(new Failure(code, 'It broke').isRejection).toBe(expected);
});

describe('a result', () => {
	test('is the value, or the failure as it was thrown', async () => {
		const failure = new Failure('INVALID_INPUT', 'It broke');
		expect(await toResult('The login broke', () => 5)).toEqual({ value: 5 });
		expect(
			await toResult('The login broke', () => {
				throw failure;
			}),
		).toEqual({ failure });
	});

	test('repeats nothing of an unexpected error', async () => {
		const { failure } = await toResult('The login broke', () =>
			Promise.reject(new Error('invented-secret')),
		);
		expect(failure).toMatchObject({
			code: 'UNEXPECTED',
			message:
				'The login broke. Try again, and report it to the maintainers of this node if it persists.',
		});
	});
});
