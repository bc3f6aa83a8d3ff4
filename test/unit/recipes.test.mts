import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { CustomTokenApi } from '../../credentials/CustomTokenApi.credentials';
import { PRESETS } from '../../tokens/custom/presets/all';
import { read } from '../support/docLinks.mts';
import { reachOf, recipesPage } from '../support/recipes/page.mts';
import { ROWS } from '../support/simulators/rows/all.mts';
import { FACTS } from '../support/simulators/rows/facts/all.mts';
import { OUT_OF_REACH } from '../support/simulators/rows/outOfReach.mts';

const PAGE = 'docs/recipes.md';
const [BEFORE, AFTER] = ['<!-- recipes -->\n', '\n<!-- /recipes -->'];

const reach = reachOf(ROWS, PRESETS, OUT_OF_REACH);

const WRITE = 'WRITE_RECIPES=1 npx jest --selectProjects unit test/unit/recipes';

test(`docs/recipes.md says what the engine tests fill in, as '${WRITE}' writes it`, () => {
	const recipes = recipesPage(reach, new CustomTokenApi().properties);
	const page = read(PAGE);
	const start = page.indexOf(BEFORE) + BEFORE.length;
	const whole = `${page.slice(0, start)}\n${recipes}\n${page.slice(page.indexOf(AFTER))}`;
	if (process.env.WRITE_RECIPES) writeFileSync(join(__dirname, '..', '..', PAGE), whole);
	expect(read(PAGE)).toBe(whole);
});

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
