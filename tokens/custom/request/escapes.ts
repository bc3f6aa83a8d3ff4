import type { Failure } from '../../http/failure';
import type { Placeholder } from '../placeholders';
import { wrongField } from './labels';

/** Where a value is inserted. `value`: it is encoded later, like that of a form's field. `text`: it stands as it is. */
export type Place =
	| 'xml'
	| 'cdata'
	| 'form'
	| 'text'
	| 'value'
	| 'path'
	| 'query'
	| 'header'
	| 'cookie';

/** Visible ASCII (RFC 9110, 5.5). */
const VISIBLE = /^[\x21-\x7e]*$/;
/** The same, with spaces inside. */
const HEADER_VALUE = /^(?:[\x21-\x7e]+(?: +[\x21-\x7e]+)*)?$/;
/** Visible ASCII, but neither comma nor semicolon. Quotes and backslashes go back as the server set them. */
const COOKIE_VALUE = /^[\x21-\x2b\x2d-\x3a\x3c-\x7e]*$/;
/** XML 1.0, 2.2: it can't hold anything else, not even escaped. */
const XML_TEXT = /^[\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u;
/** What the user entered. Every other value may come from a server. */
const ENTERED = /^(?:username|password|secret\d)$/;
const NOT_SENT = 'a line break, an outer space or another character that no header holds';

/**
 * A placeholder's value as it is written at its place: escaped, or checked where nothing can be escaped. Throws a Failure.
 *
 * @param label what the form calls the field that holds the template
 */
export function escapeFor(place: Place, placeholder: Placeholder, label: string): string {
	const { value, names, isUrlEncoded } = placeholder;
	const check = (allowed: RegExp, what: string) => {
		if (!allowed.test(value)) throw cannotStand(placeholder, label, what);
	};
	check(/^\P{Cs}*$/u, 'half a character');
	switch (place) {
		case 'xml':
			check(XML_TEXT, 'a control character');
			// Left as they are, parsers change line breaks and tabs (XML 1.0, 2.11 and 3.3.3).
			return value.replace(/[&<>"'\t\n\r]/g, (char) => `&#${char.charCodeAt(0)};`);
		case 'cdata':
			check(XML_TEXT, 'a control character');
			// Neither the value nor what stands around it may end the section.
			return value.replace(/[\]>\r]/g, (char) => `]]>&#${char.charCodeAt(0)};<![CDATA[`);
		case 'form':
		case 'path':
		case 'query':
			return isUrlEncoded ? value : encodeURIComponent(value);
		case 'header':
			check(names.every((name) => ENTERED.test(name)) ? HEADER_VALUE : VISIBLE, NOT_SENT);
			return value;
		case 'cookie':
			check(
				COOKIE_VALUE,
				'a space, a comma, a semicolon or another character that no cookie holds',
			);
			return value;
		default:
			return value;
	}
}

/**
 * A text that can be the value of an HTTP header (RFC 9110, 5.5). Throws a Failure.
 *
 * @param label what the form calls the field that holds it
 */
export function headerValue(text: string, label: string): string {
	if (HEADER_VALUE.test(text)) return text;
	throw wrongField(
		label,
		`holds ${NOT_SENT}`,
		'Type it again, without anything before or after it',
	);
}

function cannotStand({ written }: Placeholder, label: string, what: string): Failure {
	return wrongField(
		label,
		`uses ${written}, and its value holds ${what}`,
		'Check that value, or send it elsewhere in the request',
	);
}
