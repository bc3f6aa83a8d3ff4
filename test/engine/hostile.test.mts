import type { IDataObject } from 'n8n-workflow';

import { PersonrSimulator } from '../support/simulators/personr.mts';
import { ALL, World, failureOf, type Name } from '../support/world.mts';
import { wordsOf } from '../support/problem.mts';

let world: World;

beforeEach(async () => void (world = await new World().start()));
afterEach(async () => await world.stop());

const URL_FIELD: Record<Name, [string, string]> = {
	giro: ['baseUrl', "'Base URL' of the GIRO API credential"],
	genLogs: ['baseUrl', "'Base URL' of the GenLogs API credential"],
	personr: ['baseUrl', "'Base URL' of the Personr API credential"],
	custom: ['baseUrl', "'Base URL' of the Custom Token API credential"],
	rocketChat: ['serverUrl', "'Server URL' of the Rocket.Chat Token API credential"],
};

/** Refused by the field's name, with nothing sent and nothing of the value repeated. */
async function expectRefused(name: Name, field: string, parameters: IDataObject = {}) {
	const outcome = await world.run(name, parameters);
	expect(failureOf(outcome)).toContain(field);
	expect(outcome.error?.name).toBe('NodeOperationError');
	expect(world.arrived).toBe(0);
	return failureOf(outcome);
}

describe('the base URL', () => {
	test.each(ALL)('%s: slashes and spaces around it do not matter', async (name) => {
		const [field] = URL_FIELD[name];
		for (const [before, after] of [
			[' ', '/'],
			['\t', '///'],
			['', '/ '],
			['\n', ' \n'],
		]) {
			world.save(name, { [field]: `${before}${world[name].baseUrl}${after}` });
			const { error } = await world.run(name, name === 'rocketChat' ? { tokenName: after } : {});
			// A name of spaces is refused; it is the URL that counts here.
			if (name !== 'rocketChat' || after.trim() !== '') expect(error).toBeUndefined();
		}
		expect(world[name].arrived.every(({ path }) => !path.includes('//'))).toBe(true);
	});

	const urls = (host: string): unknown[] => [
		'',
		'   ',
		host,
		`//${host}`,
		`http:/${host}`,
		`https:${host}`,
		'javascript:alert(1)',
		'file:///etc/passwd',
		`ftp://${host}`,
		'https://',
		`http://me@${host}`,
		`http://me:secret@${host}`,
		'https://api.genlogs.io@evil.example',
		`http://${host}?x=1`,
		`http://${host}/#x`,
		`http://${host}/a b`,
		`http://${host}\\@evil.example`,
		`http://${host}/\r\nX-Own: 1`,
		`http://${host}/\u0000`,
		'http://127.0.0.1:99999',
		'https://[::1',
		42,
		{ host },
		['https://example.com'],
		true,
	];

	test.each(ALL)('%s: anything but http(s) and a host is refused by its name', async (name) => {
		const [field, label] = URL_FIELD[name];
		for (const url of urls(new URL(world[name].origin).host)) {
			world.save(name, { [field]: url as string });
			await expectRefused(name, label);
		}
	});

	// The URL standard reads these as the host 'path': a password would be sent to it.
	test.each(ALL)('%s: a third slash does not make a host of the path', async (name) => {
		const [field, label] = URL_FIELD[name];
		for (const url of ['https:///path', 'https:////path', 'http:///127.0.0.1']) {
			world.save(name, { [field]: url });
			await expectRefused(name, label);
		}
	});

	// Devices in a local network have no certificate, so Rocket.Chat and Custom take it.
	const onlyHttps = ['giro', 'genLogs', 'personr'] as const;
	test.each(onlyHttps)('%s: plain http is refused, except to the machine itself', async (name) => {
		const [field, label] = URL_FIELD[name];
		for (const host of ['api.example.com', '127.0.0.1.example.com', 'localhost.example.com']) {
			world.save(name, { [field]: `http://${host}` });
			expect(await expectRefused(name, label)).toContain('https://');
		}
	});

	test('a path is kept', async () => {
		world.save('genLogs', { baseUrl: `${world.genLogs.baseUrl}/gate/v2/` });
		await world.run('genLogs');
		expect(world.genLogs.arrived[0].path).toBe('/gate/v2/auth/token');
	});
});

describe("GIRO's user and account", () => {
	test.each(['a/b', 'a/../b', '../x', '?x=1', '#x', 'a b', 'ü😀', 'a%2Fb', '...', 'a\\b', ';a=b'])(
		'%p arrive as they are, encoded',
		async (id) => {
			world.giro.userId = id;
			world.giro.accountId = `${id}&accountId=other`;
			world.save('giro', world.bearerFields());
			const { json, error } = await world.run('giro');
			expect(error).toBeUndefined();
			expect(json[0]).toMatchObject({ userId: id, accountId: `${id}&accountId=other` });
			const [{ path, query }] = world.giro.arrived;
			expect(path.split('/')).toHaveLength(5);
			expect(decodeURIComponent(path.split('/')[3])).toBe(id);
			expect([...new URLSearchParams(query)]).toEqual([['accountId', `${id}&accountId=other`]]);
		},
	);

	test.each(['', ' ', '.', '..', 'a\nb', 'a\u0000b', '\ud800', 7, null, {}])(
		"'User ID' %p is refused",
		async (userId) => {
			world.save('giro', { ...world.bearerFields(), userId: userId as string });
			await expectRefused('giro', "'User ID' of the GIRO API credential");
		},
	);

	test.each(['.', '..'])('a login that names the user %p is not followed', async (userId) => {
		world.giro.userId = userId;
		expect(failureOf(await world.run('giro'))).toContain('user');
		expect(world.giro.arrived).toHaveLength(1);
	});

	test.each(['userId', 'accountId'] as const)('nor half a character as %s', async (field) => {
		world.giro[field] = 'a\ud800';
		expect(failureOf(await world.run('giro'))).toContain(
			'the user or account that its login names',
		);
		expect(world.giro.arrived).toHaveLength(1);
	});
});

describe('values that become headers', () => {
	const FIELDS: Array<[Name, string, string]> = [
		['giro', 'xTag', "'X-Tag'"],
		['giro', 'bearerToken', "'Bearer Token'"],
		['genLogs', 'apiKey', "'API Key'"],
		['rocketChat', 'userId', "'User ID'"],
		['rocketChat', 'authToken', "'Auth Token'"],
	];
	const VALUES = [
		'',
		'secret-value\r\nX-Own: 1',
		'secret-value\n',
		'\rsecret-value',
		' secret-value',
		'secret-value ',
		'secret\u0000value',
		'secret\tvalue',
		'secret\u007fvalue',
		'secret-välue',
		'secret\u2028value',
		'secret😀value',
		1234567,
		['secret-value'],
	];
	test.each(FIELDS)('%s %s: what no header can hold is refused', async (name, field, label) => {
		for (const value of VALUES) {
			const fields = field === 'bearerToken' ? world.bearerFields() : {};
			world.save(name, { ...fields, [field]: value as string });
			const said = await expectRefused(name, label);
			if (value !== '') expect(said).not.toContain('secret');
		}
	});

	test("'Bearer' before the bearer token is refused, with what to do", async () => {
		const fields = world.bearerFields();
		world.save('giro', { ...fields, bearerToken: `Bearer ${fields.bearerToken}` });
		expect(await expectRefused('giro', "'Bearer Token'")).toContain("without 'Bearer'");
	});

	test.each(['12\n34', '12 34', '１２３４５６', '\u0000'])("'Two-Factor Code' %p", async (code) => {
		await expectRefused('rocketChat', "'Two-Factor Code'", { options: { twoFactorCode: code } });
	});

	test.each(['0189', 'not base32!', '====', 'A'])("'TOTP Secret' %p is refused", async (secret) => {
		world.save('rocketChat', { totpSecret: secret });
		expect(await expectRefused('rocketChat', "'TOTP Secret'")).not.toContain(`'${secret}'`);
	});
});

describe("Rocket.Chat's token name", () => {
	test.each(['__proto__', 'constructor', 'toString', 'ü 😀', '"},{"', ' a ', '..', 'a/b'])(
		'%p arrives as it is',
		async (tokenName) => {
			const { json, error } = await world.run('rocketChat', { tokenName: '={{ $json.name }}' }, [
				{ name: tokenName },
			]);
			expect(error).toBeUndefined();
			expect(json[0].tokenName).toBe(tokenName);
			expect(json[0].accessToken).toBe(world.rocketChat.tokens.get(tokenName));
		},
	);

	test('of 10 kB arrives whole, and is shortened where it is told', async () => {
		const tokenName = 'n'.repeat(10_240);
		const { json } = await world.run('rocketChat', { tokenName });
		expect(json[0].tokenName).toBe(tokenName);
		const said = failureOf(await world.run('rocketChat', { tokenName }));
		expect(said).toContain('already exists');
		expect(said.length).toBeLessThan(600);
	});

	test.each(['', ' ', '\n', null, 42, true, {}, ['a']])('%p is refused', async (name) => {
		const { error } = await world.run('rocketChat', { tokenName: '={{ $json.name }}' }, [
			{ name } as IDataObject,
		]);
		expect(wordsOf(error)).toContain("'Token Name'");
		expect(world.arrived).toBe(0);
	});
});

describe('a redirecting provider', () => {
	test.each(ALL)('%s: is not followed; the error names the origin alone', async (name) => {
		const other = await new PersonrSimulator().start();
		for (const [i, status] of [301, 302, 303, 307, 308].entries()) {
			if (name !== 'rocketChat') world.save(name, { password: `pass-${i}` });
			const Location = `${other.origin}/path?secret=in-the-query`;
			world[name].behave(() => ({ status, headers: { Location } }));
			const said = failureOf(await world.run(name));
			expect(said).toContain(other.origin);
			expect(said).not.toContain('in-the-query');
		}
		expect(other.arrived).toEqual([]);
		await other.stop();
	});
});
