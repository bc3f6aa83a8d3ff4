import { randomInt } from 'node:crypto';

/** Characters that stand for each other. */
const CLASSES = ['0123456789', 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
/** The same in a token that is hexadecimal: other letters would not be one. */
const HEX_CLASSES = ['0123456789', 'abcdef', 'ABCDEF'];

/**
 * A token of the same form that no API has issued: every letter and digit is replaced by a random one of its class. Of a
 * JWT (RFC 7519) only the signature is, so that the API has to look at that. Of cookies the names stay.
 */
export function madeUpToken(token: string, isCookie: boolean): string {
	if (!isCookie) return madeUpValue(token);
	return token
		.split('; ')
		.map((pair) => {
			const mark = pair.indexOf('=') + 1;
			return `${pair.slice(0, mark)}${madeUpValue(pair.slice(mark))}`;
		})
		.join('; ');
}

function madeUpValue(value: string): string {
	// JWS has three parts, JWE five (RFC 7516). The last one is what proves that the API wrote it.
	const jwt = /^(eyJ[\w-]*\.(?:[\w-]*\.)*)([\w-]+)$/.exec(value);
	return jwt ? `${jwt[1]}${randomised(jwt[2])}` : randomised(value);
}

function randomised(text: string): string {
	const classes = /^[\da-f-]+$/i.test(text) ? HEX_CLASSES : CLASSES;
	const other = text
		// What is percent-encoded must stay readable.
		.split(/(%[\da-f]{2})/i)
		.map((part, n) =>
			n % 2 === 1 ? part : [...part].map((one) => replaced(one, classes)).join(''),
		)
		.join('');
	return other === text && classes.some((members) => hasAny(text, members))
		? randomised(text)
		: other;
}

function replaced(character: string, classes: string[]): string {
	const members = classes.find((known) => known.includes(character));
	return members === undefined ? character : members[randomInt(members.length)];
}

function hasAny(text: string, members: string): boolean {
	return [...text.replace(/%[\da-f]{2}/gi, '')].some((character) => members.includes(character));
}
