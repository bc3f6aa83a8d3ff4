import type { FieldReader } from '../../provider/fieldReader';
import { totp } from '../../provider/totp';
import { readAddress } from './address';
import type {
	ExtraField,
	KeptValue,
	LoginDescription,
	OneTimeCode,
	SecretField,
} from '../description';

const SENT_IN = ['body', 'query', 'header'] as const;
const LOGIN_SENT_IN = [
	'json',
	'form',
	'multipart',
	'query',
	'header',
	'basic',
	'template',
	'none',
] as const;
const SLOTS = [1, 2, 3, 4, 5];
/** Names that placeholders have without a kept value. */
const BUILT_IN =
	/^(token|refreshToken|username|password|secret[1-5]|totp|now|nowMilliseconds|today|uuid)$/;

/** Reads and checks the login. Throws a Failure that names the field. */
export function readLogin(
	read: FieldReader,
	baseUrl: string,
): Omit<LoginDescription, 'method' | 'keptNames'> {
	const url = readAddress(read, 'loginUrl', 'Login URL', baseUrl);
	if (url === undefined) {
		throw read.wrong(
			'Login URL',
			'is empty',
			"Fill in where the API takes the login, such as '/login'",
		);
	}
	const sendLoginIn = read.choice('sendLoginIn', 'Send Login In', LOGIN_SENT_IN);
	const body = read.optionalText('loginBody', 'Login Body');
	if (sendLoginIn === 'template' && body.trim() === '')
		throw read.wrong('Login Body', 'is empty', 'Write what the login sends');
	return {
		url,
		username: read.optionalText('username', 'User Name'),
		password: read.optionalText('password', 'Password'),
		usernameField: nameOr(read, 'usernameField', 'Name of the User Name Field', 'username'),
		passwordField: nameOr(read, 'passwordField', 'Name of the Password Field', 'password'),
		sendLoginIn,
		body,
		contentType: read.optionalText('loginContentType', 'Content Type of the Body').trim(),
		...readAdditions(read),
	};
}

/** What goes along with any request for a token. Throws a Failure that names the field. */
export function readAdditions(read: FieldReader) {
	return {
		extraFields: readExtraFields(read),
		secretFields: readSecretFields(read),
		oneTimeCode: readOneTimeCode(read),
		requestHeaders: readRequestHeaders(read),
	};
}

function nameOr(read: FieldReader, name: string, label: string, otherwise: string): string {
	return read.optionalText(name, label).trim() || otherwise;
}

function readExtraFields(top: FieldReader): ExtraField[] {
	return top.rows('extraFields', 'Extra Fields', 'field').flatMap((read) => {
		const value = read.optionalText('value', 'Value');
		const name = rowName(read, value);
		if (name === undefined) return [];
		const sendIn = read.choice('sendIn', 'Send In', SENT_IN);
		return [{ name, value, sendIn, type: read.choice('type', 'Type', ['text', 'json']) }];
	});
}

function readRequestHeaders(top: FieldReader): LoginDescription['requestHeaders'] {
	return top.rows('requestHeaders', 'Request Headers', 'header').flatMap((read) => {
		const value = read.optionalText('value', 'Value');
		const name = rowName(read, value);
		return name === undefined ? [] : [{ name, value }];
	});
}

/** The name in a row; undefined where the whole row is empty. */
function rowName(read: FieldReader, value: string): string | undefined {
	const name = read.optionalText('name', 'Name').trim();
	if (name === '' && value === '') return undefined;
	return name === '' ? read.text('name', 'Name') : name;
}

function readSecretFields(top: FieldReader): Record<string, SecretField> {
	const found: Record<string, SecretField> = {};
	for (const slot of SLOTS) {
		const key = `secret${slot}`;
		const read = top.entry('secretFields', 'Secret Fields', key, `Secret ${slot}`);
		const name = read.optionalText('name', 'Name').trim();
		const given = read.optionalText('value', 'Value');
		if (name === '' && given === '') continue;
		const value = read.text('value', 'Value');
		found[key] = { name, value, sendIn: read.choice('sendIn', 'Send In', SENT_IN) };
	}
	return found;
}

function readOneTimeCode(top: FieldReader): OneTimeCode | undefined {
	const read = top.settingsGroup('oneTimeCode', 'One-Time Code');
	const secret = read.optionalText('secret', 'Secret').trim();
	const name = read.optionalText('name', 'Name').trim();
	if (secret === '' && name === '') return undefined;
	if (totp(read.text('secret', 'Secret'), 0) === undefined) {
		throw read.wrong(
			'Secret',
			'is not valid Base32',
			'Copy the letters and digits that are shown under the QR code',
		);
	}
	return { secret, name, sendIn: read.choice('sendIn', 'Send In', SENT_IN) };
}

/** Reads and checks the kept values. Throws a Failure that names the field. */
export function readKeptRows(top: FieldReader, hasFirstRequest: boolean): KeptValue[] {
	const names = new Set<string>();
	return top.rows('keptValues', 'Kept Values', 'value').flatMap((read) => {
		const path = read.optionalText('path', 'Path').trim();
		const name = rowName(read, path);
		if (name === undefined) return [];
		if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name))
			throw read.wrong('Name', 'is no name', 'Use letters, digits and _, the first a letter');
		if (BUILT_IN.test(name))
			throw read.wrong('Name', `is '${name}', which stands for something else`, 'Choose another');
		if (names.has(name)) throw read.wrong('Name', 'is there twice', 'Choose another');
		names.add(name);
		const answer = read.choice('answer', 'Answer', ['login', 'first']);
		if (answer === 'first' && !hasFirstRequest) {
			throw read.wrong(
				'Answer',
				'is that of the first request, and there is none',
				"Add 'First Request' under 'Settings', or choose the answer of the login",
			);
		}
		const from = read.choice('from', 'From', ['json', 'header', 'cookie', 'jwt', 'between']);
		return [{ name, answer, from, path: path === '' ? read.text('path', 'Path') : path }];
	});
}
