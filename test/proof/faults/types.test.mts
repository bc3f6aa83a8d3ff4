import fc from 'fast-check';

import { GRANTS } from '../../support/grants.mts';
import type { Reply } from '../../support/simulators/simulator.mts';
import { OLD, POINTS, TOKEN_NAME, type Point } from './points.mts';
import { prove } from './proof.mts';
import { runCase, titleOf, type Case } from './run.mts';
import { unusable } from './faults.mts';
import { wordsOf } from '../../support/problem.mts';

type Path = Array<string | number>;

const RUNS = 40;

/** Every place in an answer, its root first. */
function placesOf(value: unknown, path: Path = []): Path[] {
	const inside =
		typeof value === 'object' && value !== null
			? Object.entries(value).flatMap(([key, child]) =>
					placesOf(child, [...path, Array.isArray(value) ? Number(key) : key]),
				)
			: [];
	return [path, ...inside];
}

/** The value with one place of it changed. */
function changed(value: unknown, [key, ...rest]: Path, wrong: unknown): unknown {
	if (key === undefined) return wrong;
	const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as never;
	const inner = (value as Record<string | number, unknown>)[key];
	(copy as Record<string | number, unknown>)[key] = changed(inner, rest, wrong);
	return copy;
}

/** Every text in an answer. */
function textsIn(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Anything that JSON can hold, nasty names and numbers among it. */
const anything = fc.oneof(
	fc.jsonValue({ maxDepth: 2 }),
	fc.constantFrom<unknown>(
		null,
		true,
		0,
		-1,
		1e308,
		1e-9,
		'',
		' ',
		'0',
		' a ',
		[],
		{},
		[[]],
		[null],
	),
	fc.constantFrom<unknown>('2999-13-45T99:99:99', '1e9', '__proto__', '\ud800', '=1+1', 'a\nb'),
	fc.constantFrom<unknown>({ __proto__: null, toString: 1 }, { length: -1 }, { is2FA: true }),
	fc.string({ unit: 'binary', minLength: 8_190, maxLength: 8_200 }),
);

/**
 * Whatever stands where in an answer: it ends in the very token that the answer holds, or in one plain error of the
 * provider's name that says what to do, with nothing stored.
 */
function judge(made: Case, answered: unknown): void {
	const { point, outcome, world, row } = made;
	const { error, json, hints } = outcome;
	const title = titleOf(made);
	const told =
		wordsOf(error) ?? hints.find((hint) => hint.startsWith(`${title}: the token is due`));
	if (told !== undefined) {
		// A whole answer that is one text can be a token; then what is kept beside it is missing.
		const isKept = point.provider === 'custom' && told.startsWith("'userId' under 'Kept Values'");
		expect(told.startsWith(title) || isKept).toBe(true);
		expect(told).toMatch(
			/Check|Try again|Fill in|Choose|Enter|use an account|run this again|put it/,
		);
		expect(told).not.toMatch(/\n|undefined|\[object|TypeError|could not be asked|unexpected/);
		expect(told.length).toBeLessThan(1_200);
		if (error === undefined) expect(json[0].accessToken).toBe(OLD);
		expect(world.row(point.provider)).toEqual(row);
		return;
	}
	expect(json).toHaveLength(point.operation === 'getMany' ? json.length : 1);
	// A whole answer that is one bare word can be a token, and a long number is one.
	const texts = [...textsIn(answered), String(JSON.stringify(answered))].map((text) => text.trim());
	for (const { accessToken, renewed, expiresAt, issuedAt, tokenName } of json) {
		if (renewed !== true) continue;
		expect(accessToken).toMatch(/^[\x21-\x7e]{1,8192}$/);
		const known = [...world.giro.tokens, ...world.genLogs.tokens.keys(), world.personr.token];
		const granted = GRANTS.flatMap((grant) => [...world[grant].tokens]);
		const issued = [
			...known,
			...granted,
			...world.custom.tokens,
			world.rocketChat.tokens.get(TOKEN_NAME),
		];
		expect([
			texts.includes(String(accessToken)),
			...issued.map((token) => token === accessToken),
		]).toContain(true);
		for (const moment of [expiresAt, issuedAt]) {
			if (moment !== null) expect(Number.isNaN(Date.parse(String(moment)))).toBe(false);
		}
		expect([null, TOKEN_NAME]).toContain(tokenName);
	}
}

const NAMED = POINTS.map((point) => ({
	name: `${point.provider} ${point.operation}, at ${point.request.name}`,
	point,
}));

test.each(NAMED)('$name: wrong types anywhere in the answer', async ({ point }) => {
	const shape = await shapeOf(point);
	let cases = 0;
	await fc.assert(
		fc.asyncProperty(fc.constantFrom(...placesOf(shape)), anything, async (place, wrong) => {
			let answered: unknown;
			const reply = (_request: unknown, { status, body }: Reply): Reply => {
				answered = changed(body, place, wrong);
				const text = JSON.stringify(answered);
				return { status, body: text, headers: { 'Content-Type': 'application/json' } };
			};
			const made = await runCase(point, { name: 'wrong types', ...unusable, reply }, 'lasting');
			judge(made, answered);
			cases += 1;
			prove('wrong types in the answer', point, made.asked.length);
		}),
		{ numRuns: RUNS },
	);
	expect(cases).toBeGreaterThanOrEqual(RUNS);
});

/** What a good answer looks like. */
async function shapeOf(point: Point): Promise<unknown> {
	let shape: unknown;
	const reply = (_request: unknown, answer: Reply): Reply => {
		shape = answer.body;
		return answer;
	};
	await runCase(point, { name: 'none', ...unusable, reply }, 'done');
	return shape;
}
