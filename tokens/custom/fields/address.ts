import { parseUrl } from '../../http/url';
import type { FieldReader } from '../../provider/fieldReader';

/**
 * An address of the user's: absolute, or a path that is appended to the base URL, with or without a leading slash. Its path
 * and query are a template and stay as they are; scheme, host and port are checked here. Throws a Failure.
 *
 * @param baseUrl without a slash at its end
 * @returns undefined where it is empty
 */
export function readAddress(
	read: FieldReader,
	name: string,
	label: string,
	baseUrl: string,
): string | undefined {
	const value = read.optionalText(name, label).trim();
	if (value === '') return undefined;
	const advice =
		"Give it as a path after the base URL, such as '/login', or as 'https://' with host and path";
	if (/[\p{C}\\]/u.test(value))
		throw read.wrong(label, 'holds a line break or another invalid character', advice);
	if (value.includes('#')) throw read.wrong(label, "must not hold a fragment ('#')", advice);
	if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return `${baseUrl}${slash(value)}${value}`;
	const [, origin, rest] = /^(https?:\/\/[^/?]*)(.*)$/i.exec(value) ?? [];
	if (origin === undefined)
		throw read.wrong(label, "must start with 'https://' or 'http://'", advice);
	if (origin.includes('@')) throw read.wrong(label, "must not hold a user name ('…@')", advice);
	if (/[{}]/.test(origin))
		throw read.wrong(label, 'holds a placeholder in its host', 'Write the host itself');
	const url = /\s/.test(origin) ? undefined : parseUrl(origin);
	if (url === undefined || url.hostname === '')
		throw read.wrong(label, 'is not a valid web address', advice);
	return `${url.origin}${slash(rest)}${rest}`;
}

/** What belongs between a base URL and the rest. */
function slash(rest: string): string {
	return rest === '' || /^[/?]/.test(rest) ? '' : '/';
}
