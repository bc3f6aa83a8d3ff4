import { parse } from '../http/json';
import { fillPlaceholders, unknownPlaceholder, type Filled, type Values } from './placeholders';
import { escapeFor, headerValue, type Place } from './request/escapes';
import { wrongField } from './request/labels';

/** A body's kind, which decides how values are written in it. */
export type BodyKind = 'json' | 'xml' | 'form' | 'text';

/** JSON strings (RFC 8259, 7), one that does not end, and what stands between them. */
const JSON_PIECES = /"(?:[^"\\]|\\.)*"|".*|[^"]+/gs;
const NUMBER_OR_LITERAL = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/;
/** CDATA sections, comments, and what stands between them (XML 1.0, 2.5 and 2.7). */
const XML_PIECES = /<!\[CDATA\[.*?\]\]>|<!--.*?-->|(?:(?!<!\[CDATA\[|<!--).)+|<!/gs;

/**
 * A body's kind and content type.
 *
 * @param contentType the user's; '': by what the body looks like
 */
export function bodyType(body: string, contentType: string): { kind: BodyKind; type: string } {
	const given = contentType.trim();
	if (/[/+]json\b/i.test(given)) return { kind: 'json', type: given };
	if (/[/+]xml\b/i.test(given)) return { kind: 'xml', type: given };
	if (/\/x-www-form-urlencoded\b/i.test(given)) return { kind: 'form', type: given };
	if (given !== '') return { kind: 'text', type: given };
	const text = body.trim();
	if (/^(?:\{\s*["}]|\[)/.test(text)) return { kind: 'json', type: 'application/json' };
	if (text.startsWith('<')) return { kind: 'xml', type: 'application/xml' };
	if (/^[^=\s&]+=[^\r\n]*$/.test(text))
		return { kind: 'form', type: 'application/x-www-form-urlencoded' };
	return { kind: 'text', type: 'text/plain' };
}

/**
 * Fills in a body. Placeholders that have no value stay as they are, and are returned. Throws a Failure where a value
 * can't be written in this kind of body.
 *
 * @param label what the form calls the field that holds the template
 */
export function fillBody(template: string, kind: BodyKind, values: Values, label: string): Filled {
	if (kind === 'json') return fillJson(template, values, label);
	return kind === 'xml' ? fillXml(template, values, label) : fill(template, kind, values, label);
}

/**
 * Fills in a text in which every placeholder must have a value. Throws a Failure: one that lists the values that there
 * are, or one for a value that can't stand there.
 */
export function fillStrictly(
	template: string,
	place: Place,
	values: Values,
	label: string,
): string {
	const { text, unfilled } = fill(template, place, values, label);
	if (unfilled.length > 0) throw unknownPlaceholder(unfilled[0], values, label);
	return place === 'header' ? headerValue(text.trim(), label) : text;
}

function fill(template: string, place: Place, values: Values, label: string): Filled {
	return fillPlaceholders(template, values, (placeholder) => escapeFor(place, placeholder, label));
}

/** Fills in the pieces of a text one by one. */
function fillPieces(
	template: string,
	pieces: RegExp,
	fillPiece: (piece: string) => Filled,
): Filled {
	const filled = [...template.matchAll(pieces)].map(([piece]) => fillPiece(piece));
	return {
		text: filled.map(({ text }) => text).join(''),
		unfilled: [...new Set(filled.flatMap(({ unfilled }) => unfilled))],
	};
}

/** Fills in JSON: each string is parsed first. Outside strings there can be no more than a number, true, false or null. */
function fillJson(template: string, values: Values, label: string): Filled {
	const filled = fillPieces(template, JSON_PIECES, (piece) => {
		if (!piece.startsWith('"')) return fillBetween(piece, values, label);
		const string = parse(piece);
		if (typeof string !== 'string') return { text: piece, unfilled: [] };
		const { text, unfilled } = fill(string, 'value', values, label);
		// A string without a value keeps its spelling.
		return { text: text === string ? piece : JSON.stringify(text), unfilled };
	});
	if (parse(filled.text) !== undefined) return filled;
	const [unfilled] = filled.unfilled;
	const why = unfilled === undefined ? '' : `: ${unfilled} has no value here`;
	const advice = 'Check quotes, commas and braces; placeholders for text stand in quotes';
	throw wrongField(label, `is not valid JSON${why}`, advice);
}

function fillBetween(piece: string, values: Values, label: string): Filled {
	return fillPlaceholders(piece, values, ({ written, value }) => {
		if (NUMBER_OR_LITERAL.test(value)) return value;
		const advice = `Put it in quotes: "${written}"`;
		throw wrongField(label, `uses ${written} outside quotes, where JSON has no text`, advice);
	});
}

function fillXml(template: string, values: Values, label: string): Filled {
	return fillPieces(template, XML_PIECES, (piece) => {
		if (piece.startsWith('<!--')) return { text: piece, unfilled: [] };
		return fill(piece, piece.startsWith('<![CDATA[') ? 'cdata' : 'xml', values, label);
	});
}
