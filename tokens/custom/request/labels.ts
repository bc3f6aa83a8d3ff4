import { Failure } from '../../http/failure';

/** What the credential's form calls the fields that hold templates. */
export const LABELS = {
	loginUrl: 'Login URL',
	loginBody: 'Login Body',
	sendLoginIn: 'Send Login In',
	username: 'User Name',
	password: 'Password',
	extraFields: 'Extra Fields',
	secretFields: 'Secret Fields',
	requestHeaders: 'Request Headers',
	oneTimeCode: 'One-Time Code',
	firstRequest: 'First Request',
	refresh: 'Refresh',
	check: 'Check',
	send: 'Send Token',
} as const;

/**
 * The failure for a field of the credential.
 *
 * @param label what the form calls it
 * @param problem continues the sentence "'Login Body' of the Custom Token API credential …"
 * @param advice what to do: a sentence without its full stop
 */
export function wrongField(label: string, problem: string, advice: string): Failure {
	const headline = `'${label}' of the Custom Token API credential ${problem}`;
	return new Failure('INVALID_INPUT', headline, { advice });
}
