import { inHeader, redirected, ending, type Fault } from '../faults/faults.mts';
import { strikeEverywhere } from '../faults/proof.mts';
import type { Case } from '../faults/run.mts';
import { OLD, type Point } from '../faults/points.mts';
import type { Arrived, Reply } from '../../support/simulators/simulator.mts';
import { recordLog } from './log.mts';
import { FORMS, find, findParts, writtenIn } from './search.mts';
import { SECRETS, secretsOf, sentSecrets, visible, withSecrets } from './world.mts';

const log = recordLog();

/** Every secret that a provider was given, and the token that it gave before. */
function known(request: Arrived, { provider, operation }: Point): string[] {
	const before = operation === 'get, due' ? [OLD] : [];
	return [...sentSecrets(request), ...before, ...Object.values(SECRETS[provider])];
}

/** Of a message that has room for few, each secret comes first in one answer. */
let turn = 0;

/** Words with the secrets in a form: in the status line, a header, and the body. */
function echoing(form: string, status: number): Fault {
	const reply = (request: Arrived, _answer: Reply, point: Point): Reply => {
		const secrets = known(request, point);
		turn += 1;
		const from = turn % secrets.length;
		const words = [...secrets.slice(from), ...secrets.slice(0, from)]
			.map((secret) => writtenIn(form, secret))
			.join(' and ');
		const Location = `https://other.example/?x=${encodeURIComponent(words)}`;
		return {
			status,
			statusText: inHeader(words),
			headers: { 'X-Echo': inHeader(words), ...(status === 302 ? { Location } : {}) },
			body: { message: words, error: words },
		};
	};
	const ends = status === 302 ? redirected('https://other.example') : ending(status);
	return { name: `${status}, secrets echoed: ${form}`, ...ends, reply };
}

function leaksOf({ world, point, outcome }: Case): string[] {
	const secrets = secretsOf(world, point.provider);
	const text = `${visible(outcome)}\n${log.join('\n')}`;
	const leaks = [...find(secrets, text), ...findParts(secrets, text, 14)];
	return leaks.map((leak) => `${point.provider} ${point.operation}: ${leak}`);
}

afterEach(() => void (log.length = 0));

describe.each(Object.keys(FORMS))('%s', (form) => {
	test.each([400, 401, 500, 302])('with %i', async (status) => {
		const leaks: string[] = [];
		const look = (made: Case) => (leaks.push(...leaksOf(made)), []);
		const problems = await strikeEverywhere(echoing(form, status), {
			provision: withSecrets,
			modes: ['lasting'],
			look,
		});
		expect(leaks.slice(0, 20)).toEqual([]);
		expect(problems).toEqual([]);
	});
});

// Where a message is cut, half of a secret could be left that no form of the whole is found in.
test.each([300, 20_000, 1_048_576])(
	'a secret across the place where %i characters end',
	async (limit) => {
		const leaks: string[] = [];
		const begins = new Set<number>();
		const reply = (request: Arrived, _answer: Reply, point: Point): Reply => {
			const secrets = known(request, point);
			turn += 1;
			const secret = secrets[turn % secrets.length];
			// So that it ends at the limit, or begins there, or anywhere between; the JSON around it has some length too.
			const at = Math.max(0, limit - ((turn * 7) % (secret.length + 30)));
			begins.add(limit - at);
			const words = `${'y'.repeat(at)}${secret} and more`;
			return { status: 400, body: limit === 1_048_576 ? words : { message: words } };
		};
		const fault: Fault = { name: `a secret cut at ${limit}`, ...ending(400), reply };
		const look = (made: Case) => {
			const secrets = secretsOf(made.world, made.point.provider);
			const text = `${visible(made.outcome)}\n${log.join('\n')}`;
			const parts = findParts(secrets, text, 6);
			leaks.push(...parts.map((part) => `${made.point.provider}: ${part}`));
			return [];
		};
		for (let round = 0; round < 5; round += 1) {
			await strikeEverywhere(fault, { provision: withSecrets, modes: ['lasting'], look });
		}
		expect(leaks.slice(0, 20)).toEqual([]);
		expect(begins.size).toBeGreaterThan(20);
	},
);
