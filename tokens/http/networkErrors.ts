import { Failure } from './failure';
import { parseUrl } from './url';

/** What users know an API by. */
export interface ApiNames {
	/** Its name. */
	readonly title: string;
	/** The label of the credential's field that holds its address, where that is not 'Base URL'. */
	readonly addressField?: string;
	/** Whether the credential says which certificates are accepted. */
	readonly hasTlsSettings?: boolean;
}

/** There was no connection, so the server cannot have received the request. */
const NOT_CONNECTED: Record<string, string> = {
	ECONNREFUSED: 'it refused the connection',
	ENOTFOUND: 'there is no such host',
	EAI_AGAIN: 'its name could not be looked up',
	EHOSTUNREACH: 'there is no route to it',
	ENETUNREACH: 'there is no route to it',
};
const BROKE = 'it broke the connection';
const TOO_LATE = 'it did not answer in time';
/** The server may have received the request. */
const INTERRUPTED: Record<string, string> = {
	ECONNRESET: BROKE,
	EPIPE: BROKE,
	ETIMEDOUT: TOO_LATE,
	ECONNABORTED: TOO_LATE,
	ERR_STREAM_PREMATURE_CLOSE: BROKE,
	ABORT_ERR: BROKE,
};

/**
 * Whether a request that got no response is worth another attempt.
 *
 * @param once whether a second request does harm if the server has received the first
 */
export function isRetryable(error: unknown, once = false): boolean {
	const code = errorCode(error);
	return code in NOT_CONNECTED || (code in INTERRUPTED && !once);
}

/**
 * The field that holds an API's address, and what it says there: scheme, host and port alone, since the rest of an address
 * can hold secrets.
 *
 * @param url where the request went
 */
export function addressOf({ addressField = 'Base URL' }: ApiNames, url: string): string {
	return `'${addressField}' of the credential (${parseUrl(url)?.origin ?? 'not an address'})`;
}

/** The failure for a request that took too long. `time` is in milliseconds. */
export function timedOut(api: ApiNames, url: string, time: number): Failure {
	return new Failure(
		'TIMEOUT',
		`${api.title} did not answer within ${Math.round(time / 1000)} seconds`,
		{
			advice: `Check ${addressOf(api, url)}, or try again later`,
			outcomeUnknown: true,
		},
	);
}

/**
 * The failure for a request that got no usable response. Its text is made of fixed words: an error of the network layer
 * can contain the whole request.
 */
export function networkFailure(error: unknown, api: ApiNames, url: string): Failure {
	if (error instanceof Failure) return error;
	const { title } = api;
	const code = errorCode(error);
	const words = NOT_CONNECTED[code] ?? INTERRUPTED[code];
	if (words !== undefined) {
		return new Failure(
			words === TOO_LATE ? 'TIMEOUT' : 'UNREACHABLE',
			`${title} could not be reached: ${words}`,
			{
				advice: `Check ${addressOf(api, url)}, or try again later`,
				outcomeUnknown: !(code in NOT_CONNECTED),
			},
		);
	}
	if (/^(Z_|HPE_|ERR_.*(ZLIB|BROTLI))/.test(code)) {
		return new Failure('BAD_RESPONSE', `${title} gave an answer that cannot be read`, {
			advice: 'Try again later',
			outcomeUnknown: true,
		});
	}
	const certificate = /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|ERR_TLS/.test(code);
	const shown = /^[A-Z_]{3,40}$/.test(code) ? ` (${code})` : '';
	const reason = certificate ? 'its certificate is not trusted' : `the request was stopped${shown}`;
	const own =
		certificate && api.hasTlsSettings
			? ". If the server has a certificate of its own, say so in 'TLS' under 'Settings'"
			: '';
	return new Failure('UNREACHABLE', `${title} could not be reached: ${reason}`, {
		advice: `Check ${addressOf(api, url)} and n8n's proxy and network rules${own}`,
		outcomeUnknown: !certificate,
	});
}

/** The code of an error or of its cause, or ''. */
function errorCode(error: unknown): string {
	const { code, message, cause } = (error ?? {}) as Record<string, unknown>;
	if (typeof code === 'string' && code !== 'ERR_CANCELED') return code;
	if (typeof message === 'string' && /socket hang up|aborted|premature close/i.test(message))
		return 'ECONNRESET';
	return cause === undefined || cause === error ? '' : errorCode(cause);
}
