import type { IDataObject } from 'n8n-workflow';

import { setClock } from '../../support/clock.mts';
import { CustomWorld, wrong } from '../../support/customWorld.mts';
import { jsonBody, type Arrived, type Reply } from '../../support/simulators/simulator.mts';
import { echo, inHeader } from '../faults/faults.mts';
import { recordLog } from './log.mts';
import { FORMS, find, findParts, writtenIn, type Secrets } from './search.mts';
import { visible } from './world.mts';

/** One of every kind that a described login has, with characters that every encoding writes differently. */
const SECRETS: Secrets = {
	password: 'Zq8+pAs5/wörd="42" & <xKm>',
	secret1: 'sL5+oTs1/43"&qX',
	secret2: 'tM6+pUt2/44==',
	oneTimeCode: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
	clientKey: 'cY8+kEx3/44"<wZ',
	headerKey: 'hN2+kEh6/45==',
	kept: 'kP4+cSrf7/46"vT',
	accessToken: 'aT9.4cc3ss-t0k3n_47',
	refreshToken: 'rF1.r3fr3sh-t0k3n_48',
	cookie: 'cK5.s3ss10n-c00k13_49',
};
const HOUR = 3_600_000;
/** Most of a secret is as bad as the whole. */
const PART = 14;

const log = recordLog();
let world: CustomWorld;

afterEach(async () => {
	jest.useRealTimers();
	log.length = 0;
	await world.stop();
});

const FIELDS: IDataObject = {
	password: SECRETS.password,
	secretFields: {
		secret1: { name: 'secret', value: SECRETS.secret1 },
		secret2: { name: 'sig', value: SECRETS.secret2, sendIn: 'query' },
	},
	extraFields: {
		field: [
			{ name: 'clientKey', value: SECRETS.clientKey },
			{ name: 'digest', value: '{username:password|sha256}' },
			{ name: 'basic', value: '{secret1:password|base64}', sendIn: 'header' },
			{ name: 'form', value: '{csrf}' },
		],
	},
	requestHeaders: { header: [{ name: 'X-Api-Key', value: SECRETS.headerKey }] },
	keptValues: { value: [{ name: 'csrf', answer: 'first', path: 'csrf' }] },
	settings: {
		firstRequest: { url: '/form' },
		refresh: { url: '/refresh', sendIn: 'query' },
		oneTimeCode: { secret: SECRETS.oneTimeCode, name: 'otp' },
		check: { by: 'none' },
	},
};

const form = (): Reply => ({
	status: 200,
	body: { csrf: SECRETS.kept },
	headers: { 'Set-Cookie': `SID=${SECRETS.cookie}` },
});
const good = (): Reply => ({
	status: 200,
	body: {
		accessToken: SECRETS.accessToken,
		refreshToken: SECRETS.refreshToken,
		expiresIn: 3600,
	},
});

/** Repeats the whole request and all secrets, in the status line, a header and the body. */
const echoing =
	(status: number, words: string) =>
	(request: Arrived): Reply => {
		const said = `${request.body.toString()} ${words} ${echo(request)}`;
		return {
			status,
			statusText: inHeader(said),
			headers: { 'X-Echo': inHeader(said) },
			body: { message: said, error: said },
		};
	};

function expectHidden(outcome: Parameters<typeof visible>[0], secrets = SECRETS): void {
	const text = `${visible(outcome)}\n${log.join('\n')}`;
	expect([...find(secrets, text), ...findParts(secrets, text, PART)]).toEqual([]);
}

/** All secrets but these. */
function without(...names: string[]): Secrets {
	return Object.fromEntries(Object.entries(SECRETS).filter(([name]) => !names.includes(name)));
}

/** As a provider may repeat the secrets, each first once. */
function words(writing: string): string[] {
	const all = Object.values(SECRETS).map((secret) => writtenIn(writing, secret));
	return all.map((_, index) => [...all.slice(index), ...all.slice(0, index)].join(' and '));
}

describe.each(Object.keys(FORMS))('%s', (writing) => {
	test.each([400, 500])('a login that fails with %i repeats nothing', async (status) => {
		world = await CustomWorld.start({ 'GET /form': form }, FIELDS);
		for (const [index, said] of words(writing).entries()) {
			world.save({ username: `ops${index}@example.com` });
			world.api.add({ 'POST /login': echoing(status, said) });
			const outcome = await world.run();
			expect(wrong(outcome)).toMatch(/refused the login|could not process the login/);
			expect(world.count('/login')).toBeGreaterThan(index);
			// What no answer gave before can't be known.
			const sent = jsonBody(world.api.to('/login').at(-1) as Arrived) ?? {};
			const made = { code: String(sent.otp), digest: String(sent.digest) };
			expectHidden(outcome, { ...without('accessToken', 'refreshToken'), ...made });
		}
	});

	test('nor does a renewal that fails, of what is stored', async () => {
		const now = Date.now();
		setClock(now);
		world = await CustomWorld.start({ 'GET /form': form, 'POST /login': good }, FIELDS);
		expect(wrong(await world.run())).toBe('');
		for (const [index, said] of words(writing).entries()) {
			world.api.add({ 'POST /login': echoing(400, said), 'POST /refresh': echoing(500, said) });
			setClock(now + 0.95 * HOUR + index * 61_000 * 0.1);
			const due = await world.run('get', { check: 'never' });
			expect(due.json[0].renewed).toBe(false);
			expect(due.hints.length).toBeGreaterThan(0);
			// A cookie of the first request is kept nowhere.
			expectHidden(due, without('cookie'));
			const called = await world.call(`${world.api.origin}/things`);
			expectHidden(called, without('cookie'));
		}
	});
});

test('an item holds the token and nothing else that is secret', async () => {
	world = await CustomWorld.start({ 'GET /form': form, 'POST /login': good }, FIELDS);
	const outcome = await world.run();
	const { accessToken, refreshToken, headers, query, values } = outcome.json[0];
	expect({ accessToken, refreshToken, headers, query, values }).toEqual({
		accessToken: SECRETS.accessToken,
		refreshToken: SECRETS.refreshToken,
		headers: { Authorization: `Bearer ${SECRETS.accessToken}` },
		query: {},
		values: { csrf: SECRETS.kept },
	});
	const others = without('accessToken', 'refreshToken', 'kept');
	expectHidden(outcome, others);
	expect(find(others, String(world.row.tokenStatus))).toEqual([]);
	const metadata = await world.run('get', { output: 'metadata' });
	expect(find(SECRETS, JSON.stringify(metadata.json))).toEqual([]);
});
