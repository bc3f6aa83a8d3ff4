import { X509Certificate } from 'node:crypto';

import type { TlsOptions } from '../http/client';
import { Failure } from '../http/failure';
import { isJson, jsonOf, type Json } from '../http/json';
import { isLoopback, parseUrl } from '../http/url';
import type { Fields, ProviderNames } from './provider';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Longer than any token lives, and still within what a Date can hold. */
const CENTURY = 876_000 * HOUR;

/** What every credential holds under 'Settings', besides the login details. */
export interface Settings {
	policy: RenewalSettings;
	/** Milliseconds after which a token that was found good is checked again before use; 0: it is not checked. */
	checkEvery: number;
	/** Hosts besides the base URL's own that may be sent the token: `host` or `host:port`, in lower case. */
	otherHosts: string[];
	/** Whether nodes may output the token. */
	allowTokenOutput: boolean;
}

/** When to renew a token. */
export interface RenewalSettings {
	/** Milliseconds before expiry; 0: automatic. */
	renewBefore: number;
	/** Milliseconds after issue; 0: no limit. */
	maxAge: number;
}

type Titled = Pick<ProviderNames, 'credentialTitle'>;

/** Reads the fields of one credential. Every method throws a Failure that names the field by its label. */
export class FieldReader {
	/** @param place where the fields are in the form, as in "'Domains' under 'Settings' of the …"; '': at its top */
	constructor(
		private readonly fields: Fields,
		private readonly provider: Titled,
		private readonly place = '',
	) {}

	/**
	 * The failure for a field.
	 *
	 * @param problem continues the sentence "'Email' of the GIRO API credential …"
	 */
	wrong(label: string, problem: string, advice?: string): Failure {
		return new Failure(
			'INVALID_INPUT',
			`'${label}'${this.place} of the ${this.provider.credentialTitle} credential ${problem}`,
			{ advice },
		);
	}

	/** A text that is not blank. */
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

	/** A JSON object, as text or as an expression returns it; an empty one where nothing was entered. */
	jsonObject(name: string, label: string): Json {
		const value = this.given(name) ?? {};
		const json = typeof value === 'string' ? jsonOf(value) : value;
		if (isJson(json)) return json;
		throw this.wrong(label, 'is not a JSON object', 'Write it as in {"name": "value"}');
	}

	/** A text that a multipart form does not change: it turns every line break into CR LF (HTML, 4.10.21.8). */
	formValue(name: string, label: string): string {
		const value = this.text(name, label);
		if (/\r(?!\n)|(?<!\r)\n/.test(value)) {
			throw this.wrong(label, 'holds a line break', 'Type it again on one line');
		}
		return value;
	}

	/** A text that can be the value of an HTTP header (RFC 9110, 5.5): visible ASCII and inner spaces. */
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

	/** A text that can be one segment of a URL's path, once it is percent-encoded. */
	pathPart(name: string, label: string): string {
		const value = this.text(name, label);
		if (value === '.' || value === '..' || /\p{Cc}/u.test(value)) {
			throw this.wrong(label, 'cannot be part of a web address', 'Check it');
		}
		return value;
	}

	/** One of the choices; the first where the credential has no such field, or none was chosen. */
	choice<T extends string>(name: string, label: string, choices: readonly T[]): T {
		const value = this.fieldOr(name, '') === '' ? choices[0] : this.fields[name];
		const found = choices.find((choice) => choice === value);
		if (found === undefined) throw this.wrong(label, `must be one of: ${choices.join(', ')}`);
		return found;
	}

	/**
	 * A base URL: http(s), without user info, query or fragment. Outer spaces and trailing slashes are dropped.
	 *
	 * @param allowHttp whether plain http may go to other machines
	 */
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

	/** A field's value, or the default where there is no such field. A field whose expression returns nothing gets no default. */
	private fieldOr(name: string, otherwise: unknown): unknown {
		return name in this.fields ? this.fields[name] : otherwise;
	}

	/** An on/off switch; the given value where there is no such field. */
	switch(name: string, label: string, otherwise: boolean): boolean {
		const value = this.fieldOr(name, '') === '' ? otherwise : this.fields[name];
		if (typeof value !== 'boolean') throw this.wrong(label, 'must be on or off');
		return value;
	}

	/** A duration in milliseconds; 0 where nothing was entered. */
	duration(name: string, label: string, unit: number): number {
		const value = this.given(name) ?? 0;
		if (typeof value === 'number' && value >= 0 && value * unit <= CENTURY) return value * unit;
		throw this.wrong(label, `must be a number from 0 to ${CENTURY / unit}`);
	}

	/** Hosts, separated by commas: `host` or `host:port`, in lower case. */
	hosts(name: string, label: string): string[] {
		const entries = this.optionalText(name, label).split(',');
		return entries
			.map((entry) => entry.trim())
			.filter((entry) => entry !== '')
			.map((entry, index) => {
				const url = parseUrl(`https://${entry}`);
				if (url === undefined || !/^[^\s/\\?#@*]+$/.test(entry)) {
					throw this.wrong(
						label,
						// The entry is not repeated: a pasted address can hold a password.
						`has an entry that is not a host: number ${index + 1}`,
						"Write hosts alone, such as 'files.example.com', separated by commas",
					);
				}
				// URL drops the default port of https. With a base URL on http it would mean port 80.
				return /:443$/.test(entry) ? `${url.hostname}:443` : url.host;
			});
	}

	/** Certificates in PEM (RFC 7468, 2), as OpenSSL reads them; undefined where none was entered. */
	certificates(name: string, label: string): string | undefined {
		const text = this.optionalText(name, label).trim();
		if (text === '') return undefined;
		const found = [...text.matchAll(PEM)].map(([, base64]) => certificateOf(base64));
		if (found.length > 0 && found.every((one) => one !== undefined)) return found.join('');
		throw this.wrong(
			label,
			'is not a certificate in PEM format',
			"Paste it whole, from '-----BEGIN CERTIFICATE-----' to '-----END CERTIFICATE-----'",
		);
	}

	/**
	 * The fields of one group under 'Settings'. A group that was never added has none.
	 *
	 * @param label the group's name in the menu 'Add Setting'
	 */
	settingsGroup(name: string, label: string): FieldReader {
		return this.group('settings', 'Settings').group(name, label);
	}

	/** undefined where nothing was entered: n8n has several forms of that. */
	private given(name: string): unknown {
		const value = this.fields[name];
		return value === '' || value === null ? undefined : value;
	}

	/** The fields of a named entry of a collection, such as a slot for a secret. One that was never added has none. */
	entry(collection: string, label: string, name: string, entryLabel: string): FieldReader {
		const entries = this.group(collection, label, '');
		return entries.group(name, entryLabel, ` of '${entryLabel}' under '${label}'`);
	}

	/** The rows of a collection, in order. */
	rows(collection: string, label: string, name: string): FieldReader[] {
		const rows = this.group(collection, label, '').given(name) ?? [];
		const wrong = () => this.wrong(label, 'is not a list of rows', 'Remove it and add it again');
		if (!Array.isArray(rows)) throw wrong();
		return rows.map((row: unknown, index) => {
			if (!isFields(row)) throw wrong();
			return new FieldReader(row, this.provider, ` in row ${index + 1} of '${label}'`);
		});
	}

	private group(name: string, label: string, place = " under 'Settings'"): FieldReader {
		const value = this.given(name) ?? {};
		if (!isFields(value)) {
			throw this.wrong(label, 'is not a group of fields', 'Remove it and add it again');
		}
		return new FieldReader(value, this.provider, place);
	}
}

function isFields(value: unknown): value is Fields {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A certificate that is written with line breaks, without them, or with `\n` in their place. */
const PEM = /-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----/g;

/** One input line of n8n holds no line break, so they are put where OpenSSL wants them. */
function certificateOf(base64: string): string | undefined {
	try {
		const lines = base64.replace(/\s|\\[nr]/g, '').match(/.{1,64}/g) ?? [];
		const pem = `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
		return new X509Certificate(pem).toString();
	} catch {
		return undefined;
	}
}

/** Which certificates of the server are accepted. Throws a Failure that names the field. */
export function readTls(fields: Fields, provider: Titled): TlsOptions {
	const read = new FieldReader(fields, provider).settingsGroup('tls', 'TLS');
	const ignores = read.switch('ignoreSslIssues', 'Ignore SSL Issues (Insecure)', false);
	const ca = read.certificates('caCertificate', 'CA Certificate');
	return {
		...(ignores ? { skipSslCertificateValidation: true } : {}),
		...(ca === undefined ? {} : { agentOptions: { ca } }),
	};
}

/** What a credential holds under 'Settings'. Throws a Failure that names the field. */
export function readSettings(fields: Fields, provider: Titled): Settings {
	const read = new FieldReader(fields, provider);
	const renewal = read.settingsGroup('renewal', 'Renewal');
	const hosts = read.settingsGroup('hosts', 'Additional Allowed Domains');
	const output = read.settingsGroup('output', 'Token Output');
	const check = read.settingsGroup('check', 'Check Before Use');
	return {
		policy: {
			renewBefore: renewal.duration('renewBefore', 'Renew Before Expiry (Minutes)', MINUTE),
			maxAge: renewal.duration('maxAge', 'Maximum Token Age (Hours)', HOUR),
		},
		checkEvery: check.duration('every', 'Check Every (Minutes)', MINUTE),
		otherHosts: hosts.hosts('otherHosts', 'Additional Allowed Domains'),
		allowTokenOutput: output.switch('allowTokenOutput', 'Allow Token Output', true),
	};
}
