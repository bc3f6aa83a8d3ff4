import type { TlsOptions } from '../../http/client';
import { parseUrl } from '../../http/url';
import { FieldReader, readSettings, readTls } from '../../provider/fieldReader';
import type { Fields, ProviderNames } from '../../provider/provider';
import { CUSTOM, PRESETS, presetOf } from '../presets/all';
import type { Preset } from '../presets/preset';
import { readAddress } from './address';
import type {
	CheckDescription,
	ExpiryPlace,
	FirstRequestDescription,
	KeptValue,
	LoginDescription,
	RefreshDescription,
	SendDescription,
	TokenPlace,
} from '../description';
import { readGrant, type Grant } from './readGrant';
import { readKeptRows } from './readLogin';

/** All that a credential says of an API and its login. */
export interface Description {
	/** Where the API was chosen by its name. */
	preset?: Preset;
	/** Without a slash at its end. */
	baseUrl: string;
	login: LoginDescription;
	/** How the token comes about, where that is no login of the API's own. */
	grant: Omit<Grant, 'login'>;
	firstRequest?: FirstRequestDescription;
	token: TokenPlace;
	expiry: ExpiryPlace;
	keptValues: KeptValue[];
	send: SendDescription;
	refresh?: RefreshDescription;
	check: CheckChoice;
	revokesPrevious: boolean;
	followsRedirects: boolean;
	tls: TlsOptions;
}

/** How a refused token is told from another failure. */
export type CheckChoice =
	| { by: 'auto' | 'none'; request?: undefined }
	| { by: 'url'; request: CheckDescription };

const METHODS = ['POST', 'GET', 'PUT', 'PATCH'] as const;
const TOKEN_PLACES = ['auto', 'json', 'header', 'cookie', 'body', 'between'] as const;
const EXPIRY_FORMATS = [
	'auto',
	'seconds',
	'milliseconds',
	'minutes',
	'date',
	'unixSeconds',
	'unixMilliseconds',
	'jwt',
	'none',
] as const;

/** Reads and checks the fields of a credential. Throws a Failure that names the field. */
export function readDescription(fields: Fields, provider: ProviderNames): Description {
	const read = new FieldReader(fields, provider);
	read.choice('api', 'API', [CUSTOM, ...PRESETS.map(({ name }) => name)]);
	const preset = presetOf(fields);
	if (preset) assertAccount(read, preset);
	const baseUrl = read.baseUrl('baseUrl', 'Base URL', { allowHttp: true });
	const firstRequest = readFirstRequest(read, baseUrl);
	const method = read.settingsGroup('login', 'Login Request').choice('method', 'Method', METHODS);
	const renewal = read.settingsGroup('renewal', 'Renewal');
	const revokesPrevious = renewal.switch('revokesPrevious', 'New Login Ends the Old Token', false);
	const keptValues = readKeptRows(read, firstRequest !== undefined);
	const keptNames = keptValues.map(({ name }) => name);
	const { login: request, ...grant } = readGrant(read, baseUrl);
	const isLogin = grant.oauth === undefined;
	const login = {
		...request,
		method: isLogin ? method : ('POST' as const),
		keptNames,
		revokesPrevious,
	};
	const hosts = read.settingsGroup('hosts', 'Additional Allowed Domains');
	const { otherHosts } = readSettings(fields, provider);
	return {
		preset,
		baseUrl,
		login,
		grant,
		firstRequest,
		token: readTokenPlace(read),
		expiry: readExpiryPlace(read),
		keptValues,
		send: readSend(read),
		refresh: readRefresh(read, baseUrl),
		check: readCheck(read, baseUrl, otherHosts),
		revokesPrevious,
		followsRedirects: hosts.switch('followRedirects', 'Follow Redirects', false),
		tls: readTls(fields, provider),
	};
}

/** With a preset it is certain what the login needs. */
function assertAccount(read: FieldReader, { isPasswordAlone }: Preset): void {
	if (!isPasswordAlone) read.text('username', 'User Name');
	read.text('password', 'Password');
}

function readFirstRequest(top: FieldReader, baseUrl: string): FirstRequestDescription | undefined {
	const read = top.settingsGroup('firstRequest', 'First Request');
	const url = readAddress(read, 'url', 'Address', baseUrl);
	return url === undefined
		? undefined
		: { url, method: read.choice('method', 'Method', ['GET', 'POST']) };
}

function readTokenPlace(top: FieldReader): TokenPlace {
	const read = top.settingsGroup('token', 'Token in the Answer');
	const from = read.choice('from', 'From', TOKEN_PLACES);
	return { from, path: readPath(read, from === 'between') };
}

function readExpiryPlace(top: FieldReader): ExpiryPlace {
	const read = top.settingsGroup('expiry', 'Expiry in the Answer');
	const from = read.choice('from', 'From', EXPIRY_FORMATS);
	return { from, path: readPath(read, !['auto', 'jwt', 'none'].includes(from)) };
}

/** A path, without blanks around it. */
function readPath(read: FieldReader, isNeeded: boolean): string {
	return isNeeded ? read.text('path', 'Path').trim() : read.optionalText('path', 'Path').trim();
}

function readSend(top: FieldReader): SendDescription {
	const read = top.settingsGroup('send', 'Send Token');
	const place = read.choice('in', 'In', ['header', 'query', 'cookie']);
	const name = place === 'query' ? read.text('name', 'Name') : read.optionalText('name', 'Name');
	return { in: place, name: name.trim(), value: read.optionalText('value', 'Value').trim() };
}

function readRefresh(top: FieldReader, baseUrl: string): RefreshDescription | undefined {
	const read = top.settingsGroup('refresh', 'Refresh');
	const url = readAddress(read, 'url', 'Address', baseUrl);
	if (url === undefined) return undefined;
	return {
		url,
		method: read.choice('method', 'Method', METHODS),
		sendIn: read.choice('sendIn', 'Send Token In', ['json', 'form', 'query', 'token']),
		field: read.optionalText('field', 'Field').trim(),
	};
}

function readCheck(top: FieldReader, baseUrl: string, otherHosts: readonly string[]): CheckChoice {
	const read = top.settingsGroup('check', 'Check');
	const by = read.choice('by', 'Check By', ['auto', 'url', 'none']);
	if (by !== 'url') return { by };
	const url = readAddress(read, 'url', 'Address', baseUrl);
	if (url === undefined)
		throw read.wrong('Address', 'is empty', "Fill it in, or set 'Check By' to 'Automatic'");
	const host = parseUrl(url)?.host ?? '';
	if (host !== parseUrl(baseUrl)?.host && !otherHosts.includes(host)) {
		throw read.wrong(
			'Address',
			'is at a host that may not be sent the token',
			"Choose an address at the host of 'Base URL', or add its host to 'Additional Allowed Domains'",
		);
	}
	return {
		by,
		request: {
			url,
			method: read.choice('method', 'Method', ['GET', 'POST']),
			body: read.optionalText('body', 'Body'),
			contentType: read.optionalText('contentType', 'Content Type').trim(),
		},
	};
}
