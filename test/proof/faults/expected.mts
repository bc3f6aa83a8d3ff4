import type { Case } from './run.mts';
import type { Fault } from './faults.mts';
import { OLD, TOKEN_NAME, type Point } from './points.mts';
import { isAt, isDescribed, titleOf } from './run.mts';
import { isGrant, type GrantName } from '../../support/grants.mts';
import { wordsOf } from '../../support/problem.mts';

/** Attempts at one request, the first included. */
const ATTEMPTS = 4;
const ASKS_AGAIN =
	"The same login isn't sent again for 60 seconds unless you change the credential";

/** What has to come of a case. */
interface Expected {
	/** How often the request that the fault strikes at is sent. */
	sent: number;
	/** Whether it ends in what was asked for, an error, or the token of before. */
	ends: 'well' | 'in an error' | 'with the old token';
	/** How often Rocket.Chat's list is asked what became of it. */
	looks: number;
	/** Further words of the error. */
	adds?: string;
}

function isRepeated({ request }: Point, { again }: Fault): boolean {
	return again === 'all' || (again === 'harmless' && request.repeatable);
}

/** A list is good to have before a regeneration, and not needed. */
function isPassedOver({ operation, request }: Point, { origin }: Fault): boolean {
	return operation === 'regenerate' && request.name === 'list' && origin === undefined;
}

function expectedOf({ point, fault, mode }: Case): Expected {
	const repeated = isRepeated(point, fault);
	if (repeated && mode !== 'lasting') return { sent: 2, ends: 'well', looks: 0 };
	const sent = repeated ? ATTEMPTS : 1;
	if (isPassedOver(point, fault)) return { sent, ends: 'well', looks: 0 };
	const { name, lost } = point.request;
	const told = fault.unclear ? lost : undefined;
	if (point.keepsOld) return { sent, ends: 'with the old token', looks: 0, adds: told };
	const looks = fault.unclear && ['generate', 'regenerate', 'remove'].includes(name);
	if (!looks) return { sent, ends: 'in an error', looks: 0, adds: told };
	const done = mode === 'done';
	const adds = whatBecame(name, done, fault);
	if (name !== 'remove') return { sent, ends: 'in an error', looks: 1, adds };
	if (done) return { sent, ends: 'well', looks: 1 };
	// A token that is still there is deleted again, where the fault may pass.
	const again = fault.again === 'harmless' && fault.origin === undefined;
	if (!again) return { sent, ends: 'in an error', looks: 1, adds };
	return mode === 'passing'
		? { sent: 2, ends: 'well', looks: 1 }
		: { sent: ATTEMPTS, ends: 'in an error', looks: ATTEMPTS, adds };
}

function whatBecame(name: string, done: boolean, { origin }: Fault): string {
	if (origin !== undefined)
		return name === 'remove'
			? 'It is not known whether it is gone'
			: 'It is not known whether a token was created';
	if (name === 'remove') return 'It is still there: run this again';
	if (done)
		return name === 'generate'
			? 'Rocket.Chat lists a token of this name, created at'
			: 'Rocket.Chat replaced it at';
	return name === 'generate'
		? 'Rocket.Chat lists no token of this name, so none was created: run this again'
		: 'The old token is unchanged: run this again';
}

/** What is wrong with how a case ended, in words; nothing where all is as it has to be. */
export function problemsOf(made: Case): string[] {
	const { point, fault, mode } = made;
	const expected = expectedOf(made);
	const problems = [
		...wrongRequests(made, expected),
		...(expected.ends === 'well' ? notWell(made) : []),
		...(expected.ends === 'in an error' ? wrongError(made, expected) : []),
		...(expected.ends === 'with the old token' ? notOld(made, expected) : []),
	];
	const where = `${point.provider} ${point.operation}, ${fault.name} at ${point.request.name}, ${mode}`;
	return problems.map((problem) => `${where}: ${problem}`);
}

function wrongRequests({ point, fault, asked, world }: Case, expected: Expected): string[] {
	if (fault.origin !== undefined) return asked.length === 0 ? [] : ['a request arrived'];
	const atPoint = world[point.provider].arrived.filter((arrived) => isAt(point, arrived)).length;
	const after = expected.ends === 'well' && expected.looks === 0 ? point.after.length : 0;
	// Get has the API asked about the old token before it puts that out.
	const isChecked = expected.ends === 'with the old token' && point.operation === 'get, due';
	// A described check has to refuse a made-up token first.
	const isOfUser = isDescribed(point.provider);
	const checks = isChecked ? (isOfUser ? 2 : 1) : 0;
	// After a login, it is asked about both once.
	const learns = isOfUser && expected.ends === 'well' ? 2 : 0;
	const all = point.before.length + expected.sent + expected.looks + after + checks + learns;
	return [
		...(atPoint === expected.sent ? [] : [`sent ${atPoint} times, not ${expected.sent}`]),
		...(asked.length === all ? [] : [`${all} requests expected: ${asked.join(' ')}`]),
	];
}

function notWell({ point, outcome, world }: Case): string[] {
	const [item, ...others] = outcome.json;
	if (outcome.error || item === undefined || others.length > 0)
		return [`it did not end well: ${wordsOf(outcome.error)}`];
	const { accessToken } = item;
	const kept = world.row(point.provider).accessToken;
	const isGranted = (name: GrantName) => () =>
		world[name].tokens.has(String(accessToken)) && kept === accessToken;
	const good = {
		clientCredentials: isGranted('clientCredentials'),
		refreshToken: isGranted('refreshToken'),
		jwtBearer: isGranted('jwtBearer'),
		giro: () => world.giro.tokens.has(String(accessToken)) && kept === accessToken,
		genLogs: () => world.genLogs.tokens.has(String(accessToken)) && kept === accessToken,
		personr: () => world.personr.token === accessToken && kept === accessToken,
		custom: () => world.custom.tokens.has(String(accessToken)) && kept === accessToken,
		rocketChat: () => {
			if (point.operation === 'send') return item.sent === true;
			const there = world.rocketChat.tokens.get(TOKEN_NAME);
			if (point.operation === 'delete') return item.deleted === true && there === undefined;
			if (point.operation === 'getMany') return item.tokenName === TOKEN_NAME;
			return accessToken === there && there !== undefined && there !== OLD;
		},
	};
	return good[point.provider]() ? [] : [`not the right token: ${JSON.stringify(item)}`];
}

function wrongError(made: Case, expected: Expected): string[] {
	const { point, outcome, world, row } = made;
	const { error, json } = outcome;
	if (error === undefined) return [`no error: ${JSON.stringify(json)}`];
	const { httpCode = null } = error;
	const { status } = endingOf(made);
	const kind = status === undefined ? 'NodeOperationError' : 'NodeApiError';
	const code = status === undefined ? null : String(status);
	const after = JSON.stringify(world.row(point.provider));
	return [
		...wrongWords(wordsOf(error) ?? '', made, expected),
		...(error.name === kind ? [] : [`a ${error.name}`]),
		...(httpCode === code ? [] : [`the status ${httpCode}`]),
		...(after === JSON.stringify(row) ? [] : [`stored ${after}`]),
	];
}

/** The token of before is output, the item says that it is not new, and a hint says why. */
function notOld(made: Case, expected: Expected): string[] {
	const { outcome } = made;
	const { error, json, hints } = outcome;
	const title = titleOf(made);
	const hint = hints.find((text) => text.startsWith(`${title}: the token is due but could not be`));
	const item = json[0] ?? {};
	if (error) return [`an error: ${error.message}`];
	if (hint === undefined) return [`no hint: ${JSON.stringify(hints)}`];
	return [
		...(item.accessToken === OLD && item.renewed === false ? [] : [JSON.stringify(item)]),
		...wrongWords(hint.slice(hint.indexOf(`. ${title}`) + 2), made, expected),
	];
}

/** The provider's name, what happened, what it said, what became of it, and what to do; nothing else. */
function wrongWords(message: string, made: Case, { adds }: Expected): string[] {
	const { point, fault, world } = made;
	const { provider, request } = point;
	const { says, advice, status, refused, origin = world[provider].origin } = endingOf(made);
	const title = titleOf(made);
	const ownField = isGrant(provider) ? 'Token URL' : 'Base URL';
	const field = provider === 'rocketChat' ? 'Server URL' : ownField;
	const address = `'${field}' of the credential (${origin})`;
	const hasTls = provider === 'rocketChat' || isDescribed(provider);
	const settings = hasTls
		? ". If the server has a certificate of its own, say so in 'TLS' under 'Settings'"
		: '';
	const rest = message.slice(title.length + 1);
	const begins =
		typeof says === 'string'
			? rest.startsWith(says.replace('{what}', request.what))
			: rest.search(says) === 0;
	const base = status === 404 ? 'Check the address in the credential. ' : '';
	const own = status === 403 ? (request.forbidden ?? request.check) : request.check;
	const told =
		advice?.replace('{address}', address).replace('{certificate}', settings) ??
		`${status === 403 ? '' : base}${own}`;
	const hasMinute = refused && provider !== 'rocketChat';
	const problems = [
		...(message.startsWith(title) && begins ? [] : [`it does not begin with '${says}'`]),
		...(message.includes(told) ? [] : [`it does not say '${told}'`]),
		...(!hasMinute || message.includes(`. ${ASKS_AGAIN}`) ? [] : [`no '${ASKS_AGAIN}'`]),
		...(adds === undefined || message.includes(adds) ? [] : [`it does not say '${adds}'`]),
		...(/\n|undefined|\[object|TypeError/.test(message) ? ['it is no plain sentence'] : []),
		...(message.length <= 1_000 ? [] : [`it has ${message.length} characters`]),
	];
	return problems.map((problem) => `${problem}: ${message} (${fault.name})`);
}

/** A described login tells an answer without a token otherwise: it may be right, and the description wrong. */
export function endingOf({ point, fault }: Pick<Case, 'point' | 'fault'>): Fault {
	const redirects = fault.name.startsWith('30');
	const isUnread = fault.says === 'answered, but ' || redirects;
	const { provider, request } = point;
	const status = redirects ? parseInt(fault.name) : 200;
	if (!isDescribed(provider) || !isUnread) return fault;
	if (isGrant(provider) && redirects)
		return {
			...fault,
			...{ says: `refused the token request (${status})`, advice: "Check 'Token URL'" },
			...{ refused: true, status },
		};
	const says = `answered ${request.what}, but no token was found in its answer`;
	const advice = isGrant(provider)
		? "or check 'Token URL'"
		: "or check 'Login URL', 'User Name' and 'Password'";
	return { ...fault, says, advice, refused: true, status };
}
