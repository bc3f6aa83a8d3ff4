import { toResult, Failure } from '../../../tokens/http/failure';

const SECRETS = ['invented-secret'];

describe('the message of a failure', () => {
	test('says what happened, and what to do', () => {
		expect(new Failure('input', 'It broke').message).toBe('It broke.');
		expect(new Failure('input', 'It broke', { advice: 'Mend it' }).message).toBe(
			'It broke. Mend it.',
		);
	});

	test('ends with a full stop also where one stands inside', () => {
		expect(new Failure('input', 'a.example broke').message).toBe('a.example broke.');
	});

	test.each(['It broke.', 'It broke!', 'It broke?', 'It broke…'])('%s ends once', (what) => {
		expect(new Failure('input', what).message).toBe(what);
	});

	test('can say one thing more, behind the advice or in its place, and all else stays', () => {
		const advised = new Failure('refused', 'It broke', { advice: 'Mend it', status: 401 });
		expect(advised.with('Wait')).toMatchObject({
			kind: 'refused',
			message: 'It broke. Mend it. Wait.',
			details: { status: 401 },
		});
		expect(new Failure('refused', 'It broke').with('Wait').message).toBe('It broke. Wait.');
	});

	test('holds what the provider said once it is free of secrets, which is not kept', () => {
		const said = JSON.stringify({ error: 'no such invented-secret' });
		const told = new Failure('refused', 'It broke', { providerMessage: said, status: 401 }).redacted(SECRETS);
		expect(told.message).toBe('It broke: no such ***.');
		expect(told.details).toEqual({ status: 401 });
		expect(new Failure('refused', 'It broke').redacted(SECRETS).message).toBe('It broke.');
		expect(new Failure('refused', 'It broke', { providerMessage: '' }).redacted(SECRETS).message).toBe(
			'It broke.',
		);
	});

	test('holds the address that the provider named, unless a secret stands in it', () => {
		const tell = (where: string, said?: string) =>
			new Failure('answer', 'It redirects', { location: where, providerMessage: said, advice: 'Mend it' }).redacted(SECRETS);
		expect(tell('https://a.example').message).toBe('It redirects to https://a.example. Mend it.');
		expect(tell('https://a.example').details).toEqual({ advice: 'Mend it' });
		expect(tell('https://invented-secret.a.example').message).toBe(
			'It redirects to https://***.a.example. Mend it.',
		);
		expect(tell('https://a.example', 'moved').message).toBe(
			'It redirects to https://a.example: moved. Mend it.',
		);
	});
});

describe('an attempt', () => {
	test('gives the value, or the failure as it was thrown', async () => {
		const failure = new Failure('input', 'It broke');
		expect(await toResult('The login broke', () => 5)).toEqual({ value: 5 });
		expect(
			await toResult('The login broke', () => {
				throw failure;
			}),
		).toEqual({ failure });
	});

	test('gives nothing away of an error that nobody foresaw', async () => {
		const { failure } = await toResult('The login broke', () =>
			Promise.reject(new Error('invented-secret')),
		);
		expect(failure).toMatchObject({
			kind: 'unavailable',
			message:
				'The login broke. Try again, and report it to the maintainers of this node if it persists.',
		});
	});
});
