import { Failure } from '../../http/failure';
import { parseUrl } from '../../http/url';
import { namesIn, type Values } from '../placeholders';
import { fillStrictly } from '../templates';
import { wrongField } from './labels';

/** Scheme with host and port, path, query with fragment (RFC 3986, appendix B). */
const ADDRESS = /^([a-z][a-z\d+.-]*:\/\/[^/\\?#]*)([^?#]*)(.*)$/is;

/**
 * Fills in the path and the query of an absolute address. Every value is percent-encoded. Throws a Failure.
 *
 * @param label what the form calls the field that holds the address
 */
export function fillAddress(address: string, values: Values, label: string): string {
	const [, origin, path, rest] = ADDRESS.exec(address.trim()) ?? [];
	const isFixed = origin !== undefined && namesIn(origin).length === 0;
	if (!isFixed || parseUrl(origin) === undefined) {
		const advice =
			"Write it out, as in 'https://api.example.com'. Placeholders can stand behind it";
		throw wrongField(label, 'has no fixed scheme and host', advice);
	}
	const [query] = rest.split('#');
	const filledPath = fillStrictly(path, 'path', values, label);
	assertSamePath(path, filledPath, label);
	return new URL(`${origin}${filledPath}${fillStrictly(query, 'query', values, label)}`).href;
}

/**
 * An address of the user's own, with kept values in its path, each percent-encoded. Everything else in it stays as it is,
 * other braces too. Throws a Failure for a value that would lead to another path.
 *
 * @param kept the kept values by name
 */
export function fillOwnPath(address: string, kept: Values): string {
	const [, origin, path, rest] = ADDRESS.exec(address) ?? [];
	if (origin === undefined) return address;
	const filled = path.replace(/\{([A-Za-z][A-Za-z0-9_]*)\}/g, (written, name: string) => {
		const value = kept.get(name);
		return value === undefined ? written : encodeURIComponent(Buffer.from(value).toString());
	});
	assertSamePath(path, filled, 'URL');
	return `${origin}${filled}${rest}`;
}

/** A segment `.` or `..` would lead to another path (RFC 3986, 5.2.4). Only the user may write one. */
function assertSamePath(template: string, filled: string, label: string): void {
	const templates = template.split(/[/\\]/);
	filled.split(/[/\\]/).forEach((segment, index) => {
		const isDots = /^(?:\.|%2e){1,2}$/i.test(segment);
		if (!isDots || segment === templates[index]) return;
		throw new Failure('INVALID_INPUT', `A value would make '${segment}' a part of a path`, {
			advice: `Check the values of the placeholders in '${label}'`,
		});
	});
}
