import { ROWS } from '../../support/simulators/rows/all.mts';
import { ID, type Presented, type Row, type Wanted } from '../../support/simulators/rows/row.mts';
import { RowSimulator } from '../../support/simulators/rows/rowSimulator.mts';
import { jwtFor } from '../../support/simulators/rows/signedJwt.mts';

let simulator: RowSimulator;

/** A client that sends what a row wants, and knows nothing of this package. */
async function send(base: string, wanted: Wanted | (Presented & { path: string })) {
	const { path, query, headers, cookies, method, json, form } = {
		method: 'GET',
		...wanted,
	} as Wanted;
	const search = query ? `?${new URLSearchParams(query).toString()}` : '';
	const cookie = Object.entries(cookies ?? {}).map(([name, value]) => `${name}=${value}`);
	return await fetch(`${base}${path}${search}`, {
		method,
		redirect: 'manual',
		headers: {
			...(json !== undefined && { 'Content-Type': 'application/json' }),
			...(cookie.length > 0 && { Cookie: cookie.join('; ') }),
			...headers,
		},
		body: json === undefined ? form && new URLSearchParams(form) : JSON.stringify(json),
	});
}

const wantedBy = ({ login }: Row): Wanted => {
	const wanted = typeof login === 'function' ? login(Date.now()) : login;
	const { jwt, form } = wanted;
	if (jwt === undefined) return { ...wanted, method: wanted.method ?? ('POST' as 'PUT') };
	const claims = { aud: simulator.tokenAddress, ...jwt.claims };
	const signed = { [jwt.field]: jwtFor({ ...jwt, claims }, Date.now()) };
	return { ...wanted, method: 'POST' as 'PUT', form: { ...form, ...signed } };
};

async function logIn(row: Row, changes: Partial<Wanted> = {}): Promise<Response> {
	if (row.first) await send(simulator.origin, { path: row.first.path });
	const { origin } = new URL(simulator.tokenAddress);
	return await send(origin, { ...wantedBy(row), ...changes });
}

const callPath = ({ callPath: path = '/things' }: Row) =>
	path.replace(/\{\w+\}/, ID).replace(/\?.*/, '');

const LOGINS = ROWS.filter(({ ownJwt }) => ownJwt === undefined);

describe.each(LOGINS.map((row) => [row.api, row] as const))('%s', (_api, row) => {
	beforeEach(async () => {
		simulator = await new RowSimulator(row).start();
	});

	afterEach(async () => await simulator.stop());

	test('gives a token for its own login, and accepts it as long as it is good', async () => {
		expect((await logIn(row)).status).toBeLessThan(400);
		expect(simulator.logins).toBe(1);
		const presented = row.calls(simulator.newest);
		const call = async () =>
			await (await send(simulator.origin, { path: callPath(row), ...presented })).text();
		expect(await call()).toContain('data');
		simulator.revoke();
		expect(await call()).not.toContain('"data":[');
		expect(simulator.stale).toBe(1);
		expect(simulator.misfits).toEqual([]);
	});

	test('refuses any other login', async () => {
		const others: Array<Partial<Wanted>> = [
			{ query: { ...wantedBy(row).query, extra: 'x' } },
			{ method: 'PUT' },
			...(wantedBy(row).method === 'GET' ? [] : [{ json: { x: 'x' }, form: undefined }]),
			{ headers: { ...wantedBy(row).headers, Authorization: 'Bearer x' } },
			{ cookies: { session: 'x' } },
		];
		for (const other of others) expect((await logIn(row, other)).status).toBe(400);
		expect(simulator.logins).toBe(0);
		expect(simulator.misfits).toHaveLength(others.length);
	});

	test('refuses a token that it did not give, and notes one that is sent in another way', async () => {
		await logIn(row);
		const { token } = simulator.newest;
		const path = callPath(row);
		expect(await (await send(simulator.origin, { path })).text()).not.toContain('"data":[');
		expect(simulator.misfits).toEqual([]);
		await send(simulator.origin, { path, headers: { 'X-Other': token } });
		expect(simulator.misfits).toHaveLength(1);
	});
});
