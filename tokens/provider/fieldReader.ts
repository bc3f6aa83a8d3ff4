import { Failure } from '../http/failure';
import type { Fields, Provider } from './provider';
import type { RenewalPolicy } from '../cache/renewal';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Longer than any token lives, and no trouble for a date. */
const CENTURY = 876_000 * HOUR;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** What every credential says besides the login details. */
export interface Settings {
	policy: RenewalPolicy;
	/** `host` or `host:port`, lower case, besides the base URL's own. */
	otherHosts: string[];
	/** Whether nodes may output the token. */
	allowTokenOutput: boolean;
}

type Named = Pick<Provider, 'credentialTitle'>;

/** Reads the fields of one credential; every error names the field by its label. */
export class FieldReader {
	constructor(
		private readonly fields: Fields,
		private readonly provider: Named,
	) {}

	/** A failure that names the field. */
	wrong(label: string, problem: string, advice?: string): Failure {
		return new Failure(
			'INVALID_INPUT',
			`'${label}' of the ${this.provider.credentialTitle} credential ${problem}`,
			{
				advice,
			},
		);
	}

	/** A text that must be there. */
	text(name: string, label: string): string {
		const value = this.optionalText(name, label);
		if (value.trim() === '') throw this.wrong(label, 'is empty', 'Fill it in');
		return value;
	}

	/** A text, or ''. */
	optionalText(name: string, label: string): string {
		const value = this.fields[name];
		if (value === undefined || value === null) return '';
		if (typeof value !== 'string') {
			throw this.wrong(label, 'is not text', 'If it is an expression, make it return text');
		}
		if (/\p{Cs}/u.test(value))
			throw this.wrong(label, 'contains an invalid character', 'Type it again');
		return value;
	}

	/** A text that arrives unchanged in a multipart form, which makes CR LF of every line break (HTML, 4.10.21.8). */
	formValue(name: string, label: string): string {
		const value = this.text(name, label);
		if (/\r(?!\n)|(?<!\r)\n/.test(value)) {
			throw this.wrong(label, 'holds a line break', 'Type it again on one line');
		}
		return value;
	}

	/** A text that is sent as an HTTP header's value (RFC 9110, 5.5): visible ASCII and inner spaces. */
	headerValue(name: string, label: string): string {
		const value = this.text(name, label);
		if (!/^[\x21-\x7e]+( +[\x21-\x7e]+)*$/.test(value)) {
			throw this.wrong(
				label,
				'holds a line break, an outer space or another character that cannot be sent',
				'Paste it again, without anything before or after it',
			);
		}
		return value;
	}

	/** A text that becomes one part of a URL's path; percent-encode it when it is used. */
	pathPart(name: string, label: string): string {
		const value = this.text(name, label);
		if (value === '.' || value === '..' || /\p{Cc}/u.test(value)) {
			throw this.wrong(label, 'cannot be part of a web address', 'Check it');
		}
		return value;
	}

	/** One of the given values. */
	choice<T extends string>(name: string, label: string, choices: readonly T[]): T {
		const value = this.given(name, choices[0]);
		const found = choices.find((choice) => choice === value);
		if (found === undefined) throw this.wrong(label, `must be one of: ${choices.join(', ')}`);
		return found;
	}

	/** A base URL: http(s) alone, without user info, query or fragment; spaces around it and slashes behind it are dropped. */
	baseUrl(name: string, label: string, { allowHttp = false } = {}): string {
		const value = this.text(name, label).trim();
		const advice = "Give it as 'https://' and a host, with a path if there is one";
		if (!/^https?:\/\/[^/]/i.test(value))
			throw this.wrong(label, "must start with 'https://'", advice);
		if (/[\s\p{C}\\]/u.test(value))
			throw this.wrong(label, 'holds a space or another invalid character', advice);
		if (/^https?:\/\/[^/?#]*@/i.test(value))
			throw this.wrong(label, "must not hold a user name ('…@')", advice);
		if (/[?#]/.test(value))
			throw this.wrong(label, "must not hold a query or a fragment ('?' or '#')", advice);
		const url = parseUrl(value);
		if (url === undefined) throw this.wrong(label, 'is not a valid web address', advice);
		if (url.protocol === 'http:' && !allowHttp && !isLoopback(url.hostname)) {
			throw this.wrong(
				label,
				"must start with 'https://': over plain 'http://' the password could be read in transit",
			);
		}
		return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
	}

	/** A field's value, or the default where there is no such field: an expression that gives nothing is no default. */
	private given(name: string, otherwise: unknown): unknown {
		return name in this.fields ? this.fields[name] : otherwise;
	}

	/** What every credential says besides the login details. */
	settings(): Settings {
		const allowed = this.given('allowTokenOutput', true);
		if (typeof allowed !== 'boolean') throw this.wrong('Allow Token Output', 'must be on or off');
		return {
			policy: {
				renewBefore: this.duration('renewBefore', 'Renew Before Expiry (Minutes)', MINUTE),
				maxAge: this.duration('maxAge', 'Maximum Token Age (Hours)', HOUR),
			},
			otherHosts: this.hosts('otherHosts', 'Other Hosts'),
			allowTokenOutput: allowed,
		};
	}

	/** Milliseconds. */
	private duration(name: string, label: string, unit: number): number {
		const value = this.fields[name] ?? 0;
		if (typeof value === 'number' && value >= 0 && value * unit <= CENTURY) return value * unit;
		throw this.wrong(label, `must be a number from 0 to ${CENTURY / unit}`);
	}

	private hosts(name: string, label: string): string[] {
		const entries = this.optionalText(name, label).split(',');
		return entries
			.map((entry) => entry.trim())
			.filter((entry) => entry !== '')
			.map((entry, index) => {
				const url = parseUrl(`https://${entry}`);
				if (url === undefined || !/^[^\s/\\?#@*]+$/.test(entry)) {
					throw this.wrong(
						label,
						// Not repeated: a pasted address can hold a password.
						`has an entry that is not a host: number ${index + 1}`,
						"Write hosts alone, such as 'files.example.com', separated by commas",
					);
				}
				// The default port of https is not that of http, to which a base URL may lead.
				return /:443$/.test(entry) ? `${url.hostname}:443` : url.host;
			});
	}
}

/** Settings of a credential, checked. */
export function readSettings(fields: Fields, provider: Named): Settings {
	return new FieldReader(fields, provider).settings();
}

/** The URL, or undefined where it is none. */
export function parseUrl(text: string, base?: string): URL | undefined {
	try {
		return new URL(text, base);
	} catch {
		return undefined;
	}
}

/** Whether this is the machine itself, where plain http is safe. */
export function isLoopback(hostname: string): boolean {
	return LOOPBACK.test(hostname);
}
