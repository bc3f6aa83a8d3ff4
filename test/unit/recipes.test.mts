import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { CustomTokenApi } from '../../credentials/CustomTokenApi.credentials';
import { PRESETS } from '../../tokens/custom/presets/all';
import { read } from '../support/docLinks.mts';
import { reachOf, recipesPage } from '../support/recipes/page.mts';
import { fillIn } from '../support/recipes/reader.mts';
import { ROWS } from '../support/simulators/rows/all.mts';
import { FACTS } from '../support/simulators/rows/facts/all.mts';
import { OUT_OF_REACH } from '../support/simulators/rows/outOfReach.mts';
import type { Row } from '../support/simulators/rows/row.mts';

const PAGE = 'docs/recipes.md';
const [BEFORE, AFTER] = ['<!-- recipes -->\n', '\n<!-- /recipes -->'];

const { properties } = new CustomTokenApi();
const reach = reachOf(ROWS, PRESETS, OUT_OF_REACH);

const WRITE = 'WRITE_RECIPES=1 npx jest --selectProjects unit test/unit/recipes';

test(`docs/recipes.md says what the engine tests fill in, as '${WRITE}' writes it`, () => {
	const recipes = recipesPage(reach, properties);
	const page = read(PAGE);
	const start = page.indexOf(BEFORE) + BEFORE.length;
	const whole = `${page.slice(0, start)}\n${recipes}\n${page.slice(page.indexOf(AFTER))}`;
	if (process.env.WRITE_RECIPES) writeFileSync(join(__dirname, '..', '..', PAGE), whole);
	expect(read(PAGE)).toBe(whole);
});

/** What isn't filled in: fields that stay as they are. */
function withoutUsual({ typed }: Row): unknown {
	const usual = {
		extraFields: { sendIn: 'body', type: 'text' },
		keptValues: { answer: 'login', from: 'json' },
	};
	const rest = structuredClone(typed) as Record<string, Record<string, object[]>>;
	for (const [name, values] of Object.entries(usual))
		for (const entry of Object.values(rest[name] ?? {}).flat() as Array<Record<string, string>>)
			for (const [field, value] of Object.entries(values))
				if (entry[field] === value) delete entry[field];
	return rest;
}

test.each(reach.recipes.map((row) => [row.api, row] as const))(
	'%s: who fills in the form by the page has what the engine tests fill in',
	(api, row) => {
		const { baseUrl, ...filledIn } = fillIn(read(PAGE), api, properties, row.typed);
		expect(filledIn).toEqual(withoutUsual(row));
		expect(baseUrl).not.toBe('');
	},
);

test('each API has its facts, with a source', () => {
	expect(Object.keys(FACTS).sort()).toEqual(ROWS.map(({ api }) => api).sort());
	const without = Object.entries(FACTS).filter(
		([, { base, sources }]) => base === '' || sources.length === 0 || sources.some(({ at }) => !at),
	);
	expect(without).toEqual([]);
});

test('each of the 92 APIs is reached by its name, by a recipe, or not at all', () => {
	const { presets, recipes, outOfReach } = reach;
	const apis = [...presets, ...recipes.map(({ api }) => api), ...Object.keys(outOfReach)];
	expect(new Set(apis).size).toBe(92);
	expect(apis).toHaveLength(92);
	expect(presets).toEqual(expect.arrayContaining(['Directus', 'qBittorrent']));
	expect(Object.keys(outOfReach)).toHaveLength(8);
});

test('a recipe is headed by where it is from', () => {
	const heads = read(PAGE).match(/^### .+\n\n\*From .+, not tried with the real product\*: .+$/gm);
	expect(heads).toHaveLength(reach.recipes.length);
});
