import { SESSION_PROVIDERS, sessionAccount, type SessionAccount } from '../../support/accounts.mts';
import { Bench, times } from '../../support/bench.mts';
import { setClock } from '../../support/clock.mts';
import { BODIES, BREAKS, STATUSES, type Fault } from './faults.mts';
import { POINTS } from './points.mts';

// A check before use may go wrong in every way: whatever happens, the stored token is not lost, nothing is refused for it,
// and there is no login but the one that a refusal asks for.
const MINUTE = 60_000;
const CHECKS = {
	custom: '/me',
	personr: '/api-applicant-status',
	genLogs: '/alerts',
	giro: '/v1/users/',
} as const;

let bench: Bench;
let account: SessionAccount;

afterEach(async () => {
	jest.useRealTimers();
	await bench.stop();
});

async function start(provider: (typeof SESSION_PROVIDERS)[number], fault: Fault): Promise<void> {
	bench = new Bench();
	const now = Date.now();
	setClock(now);
	account = await sessionAccount(provider);
	const { simulator } = account;
	bench.keep(simulator);
	bench.engine.save('c', account.fields as never);
	await bench.token(account, 'get');
	simulator.forget();
	setClock(now + 6 * MINUTE);
	const [point] = POINTS.filter(({ provider: name }) => name === provider);
	const isCheck = (path: string) =>
		path.includes(CHECKS[provider]) && !path.includes('generateaccesstoken');
	simulator.behave(async (request) =>
		isCheck(request.path)
			? await fault.reply(request, simulator.wouldAnswer(request), point)
			: undefined,
	);
}

const FAULTS = [...BREAKS, ...BODIES, ...STATUSES.filter(({ name }) => !name.includes('echo'))];

/**
 * Whether an answer leads to a login. Of the checks that are known, 401 alone does. A described one has just accepted a
 * token, so that every other answer makes the token suspect, but for those that pass.
 */
function speaksAgainst(provider: string, { name, status }: Fault): boolean {
	if (provider !== 'custom') return status === 401;
	const said = name.endsWith('with 400') ? 400 : (status ?? 200);
	return said >= 400 && said < 500 && said !== 408 && said !== 429;
}

describe.each(SESSION_PROVIDERS)('the check of %s', (provider) => {
	test.each(FAULTS)('$name', async (fault) => {
		await start(provider, fault);
		const { accessToken } = bench.engine.credentials.row('c');
		const out = await bench.token(account, 'get', times(20));
		expect(out.error).toBeUndefined();
		expect(out.json).toHaveLength(20);
		const { logins } = account.simulator as { logins?: number };
		// Its login is followed by no other.
		const isRefusal = speaksAgainst(provider, fault);
		expect(logins).toBe(isRefusal ? 1 : 0);
		if (!isRefusal) expect(out.json[0].accessToken).toBe(accessToken);
		const { failed } = await bench.request(account, { items: times(20), neverError: true });
		expect(failed).toEqual([]);
		expect((account.simulator as { logins?: number }).logins).toBe(isRefusal ? 1 : 0);
	});
});
