import { ask, cookieOf } from '../asking.mts';
import { promises } from '../promises.mts';
import { BOT, BOT_PASSWORD, MediaWiki } from '../programs/debian/mediaWiki.mts';
import { useProgram } from '../world.mts';

const IDLE = 15;
/** In seconds: its check is asked once a minute. */
const BELIEVED = 61;
const program = new MediaWiki(IDLE);

const world = useProgram(program);

const tokenCall = {
	method: 'GET',
	path: '/api.php?action=query&meta=tokens&type=login&format=json',
} as const;

async function login(lgpassword: string) {
	const first = await ask(program, tokenCall);
	expect(first).toMatchObject({
		status: 200,
		cookies: [expect.stringMatching(/^wiki_session=[0-9a-z]{32}; path=\/; HttpOnly$/)],
	});
	const { query } = JSON.parse(first.text) as { query: { tokens: { logintoken: string } } };
	const lgtoken = query.tokens.logintoken;
	expect(lgtoken).toMatch(/^[0-9a-f]{40}\+\\$/);
	const form = { action: 'login', format: 'json', lgname: BOT, lgpassword, lgtoken };
	const body = new URLSearchParams(form);
	const request = { method: 'POST', path: '/api.php', body } as const;
	return await ask(program, request, { cookie: cookieOf(first) });
}

test('answers as docs/real-programs.md says', async () => {
	const good = await login(BOT_PASSWORD);
	expect(good.status).toBe(200);
	expect(JSON.parse(good.text)).toEqual({
		login: { result: 'Success', lguserid: 1, lgusername: 'Ops' },
	});
	expect(good.cookies).toEqual([
		expect.stringMatching(/^wiki_BPsession=[0-9a-z]{32}; path=\/; HttpOnly$/),
	]);
	const cookie = cookieOf(good);
	const used = await ask(program, program.call, { cookie });
	expect(used.status).toBe(200);
	expect(JSON.parse(used.text)).toMatchObject({ query: { userinfo: { id: 1, name: 'Ops' } } });

	const refused = { status: 200, text: expect.stringContaining('"code":"assertuserfailed"') };
	expect(await ask(program, program.call)).toMatchObject({ ...refused, cookies: [] });
	const unknown = await ask(program, program.call, {
		cookie: `wiki_BPsession=${'x'.repeat(32)}`,
	});
	expect(unknown).toMatchObject({
		...refused,
		cookies: [expect.stringMatching(/^wiki_BPsession=deleted;/)],
	});
	await program.endSession(cookie);
	expect(await ask(program, program.call, { cookie })).toMatchObject(refused);

	const bad = await login('wrong');
	expect(bad).toMatchObject({ status: 200, cookies: [] });
	expect(JSON.parse(bad.text)).toEqual({
		login: { result: 'Failed', reason: expect.stringContaining('Incorrect username or password') },
	});
});

promises(world, {
	refusal: /Incorrect username or password/,
	ends: IDLE,
	declares: false,
	believed: BELIEVED,
});
