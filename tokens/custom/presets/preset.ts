import { Failure, toResult } from '../../http/failure';
import type { Fields } from '../../provider/provider';

/**
 * An API that users choose by its name: a description of its login, filled in. Each is tried with the real program by
 * `npm run test:real`.
 */
export interface Preset {
	/** What credentials store: never change it. */
	readonly name: string;
	/** The product's name. */
	readonly title: string;
	/** What its base URL looks like, with the port that the product usually has. */
	readonly exampleUrl: string;
	/** What its user has to know: which account to enter, and what has to be set on the server. The form shows it. */
	readonly notes: string;
	/** Whether its login takes a password and no user name. */
	readonly isPasswordAlone?: true;
	/** The fields of the credential, by their names, with the values that its user would fill in. */
	readonly fields: Fields;
}

/** A row of *Extra Fields*: a further field in the body of the login. */
export function bodyField(name: string, value: string, type: 'text' | 'json' = 'text') {
	return { name, value, sendIn: 'body', type };
}

/** Values that mean the preset's: those of fields that were left as they are. */
const EMPTY: unknown[] = [undefined, null, '', 0];

/** What the form asks for under 'Settings' whatever the API is: the fields of each group. */
const OWN_SETTINGS: Record<string, readonly string[]> = {
	renewal: ['renewBefore', 'maxAge'],
	check: ['every'],
	hosts: ['otherHosts', 'followRedirects'],
	output: ['allowTokenOutput'],
	tls: ['ignoreSslIssues', 'caCertificate'],
};

/**
 * The fields of a credential with those of its preset. What the form does not ask for with a preset is not used: n8n keeps
 * what was filled in for another API until the credential is saved.
 */
export function fillIn(fields: Fields, { fields: known, isPasswordAlone }: Preset): Fields {
	const { api, baseUrl, username, password } = fields;
	return {
		...known,
		...{ api, baseUrl, password },
		...(!isPasswordAlone && { username }),
		settings: fillInSettings(fields.settings, known.settings),
	};
}

/** What isn't a group of fields stays as it is, for the reader to say so. */
function fillInSettings(given: unknown, known: unknown): unknown {
	if (!isGroup(given)) return given || known;
	const settings = isGroup(known) ? known : {};
	const groups = Object.entries(OWN_SETTINGS).map(([name, fields]) => {
		const own = given[name] || {};
		if (!isGroup(own)) return [name, own];
		const entered = fields.filter((field) => !EMPTY.includes(own[field]));
		const ownValues = Object.fromEntries(entered.map((field) => [field, own[field]]));
		return [name, { ...(settings[name] as object), ...ownValues }];
	});
	return { ...settings, ...Object.fromEntries(groups) };
}

function isGroup(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Runs a login. Its Failure names fields that the form of the preset shows, and no others.
 *
 * @param title what failures call the API
 */
export async function advising<T>(
	preset: Preset,
	title: string,
	logIn: () => Promise<T>,
): Promise<T> {
	const { value, failure } = await toResult(`The login at ${title} failed`, logIn);
	if (failure === undefined) return value;
	const { code, headline, details } = failure;
	const isUnknown = code === 'BAD_RESPONSE';
	if (!failure.isRejection && !isUnknown) throw failure;
	const words = isUnknown ? `${title} answered, but not as ${preset.title} does` : headline;
	throw new Failure(code, words, { ...details, advice: adviceOn(failure, preset) });
}

/** What to do where a login was refused, or where its answer is none that the product gives. */
function adviceOn({ code, details }: Failure, preset: Preset): string {
	const { title } = preset;
	const { status = 0, location } = details;
	if (location !== undefined) return `If that is your ${title}, enter this address as 'Base URL'`;
	if (code === 'NOT_FOUND' || code === 'BAD_RESPONSE')
		return `Check 'Base URL': it is the address of ${title} itself, without the path of one of its pages. The note in the credential says what else has to be set up. ${otherVersion(preset)}`;
	// What is no refusal by its status can come from another server.
	const address = status < 400 ? ["'Base URL'"] : [];
	const name = preset.isPasswordAlone ? [] : ["'User Name'"];
	const others = [...address, ...name].join(', ');
	return `Check ${others === '' ? '' : `${others} and `}'Password'. ${otherVersion(preset)}`;
}

/** What is left where all that was entered is right. */
export function otherVersion({ title }: Preset): string {
	return `If all is right, this version of ${title} may answer in another way: choose 'Custom' in 'API', and describe its login`;
}
