import type { INodeProperties } from 'n8n-workflow';

import type { Preset } from '../../../tokens/custom/presets/preset';
import { anchorOf } from '../docLinks.mts';
import { FACTS } from '../simulators/rows/facts/all.mts';
import type { Row } from '../simulators/rows/row.mts';
import { NANGO_LINK, sourcesLine } from './sources.mts';
import { valuesOf } from './values.mts';

/** The APIs of the page, each by how it is reached. */
export interface Reach {
	/** Those whose user chooses a preset. */
	presets: string[];
	/** Those whose user fills in a recipe. */
	recipes: Row[];
	/** Those that are out of reach, with the reason. */
	outOfReach: Record<string, string>;
}

const CERTIFICATE =
	'Its certificate is often self-signed. Then switch on *Ignore SSL Issues (Insecure)*, both under **Settings** → **TLS** and in the HTTP Request node. *CA Certificate* is the safer way.';

const byName = (one: string, other: string) => one.localeCompare(other, 'en');
const list = (names: string[]) => [...names].sort(byName).join(', ');

/** How the APIs that were looked at are reached: by a preset of the same name, by a recipe, or not at all. */
export function reachOf(
	rows: Row[],
	presets: readonly Preset[],
	outOfReach: Record<string, string>,
): Reach {
	const isPreset = ({ api }: Row) =>
		presets.some(({ title }) => title.toLowerCase() === api.replace(/ \(.*/, '').toLowerCase());
	return {
		presets: rows
			.filter(isPreset)
			.map(({ api }) => api)
			.sort(byName),
		recipes: rows.filter((row) => !isPreset(row)).sort((one, other) => byName(one.api, other.api)),
		outOfReach,
	};
}

/** The part of the page that follows from what the tests fill in. */
export function recipesPage(reach: Reach, properties: INodeProperties[]): string {
	return [
		'## Choose it by its name',
		'',
		`In the list *API* of the credential, you find ${reach.presets.map((api) => `**${api}**`).join(' and ')}, and others that this page`,
		"doesn't have. They need no recipe: choose yours, and enter the address and your account. Each is",
		'[tried with the real program](real-programs.md).',
		'',
		'## Find a recipe',
		'',
		...contents(reach.recipes.map(({ api }) => api)),
		'',
		'## The recipes',
		...reach.recipes.flatMap((row) => recipe(row, properties)),
		'',
		'## Out of reach',
		'',
		...Object.entries(reach.outOfReach)
			.sort(([one], [other]) => byName(one, other))
			.map(([api, reason]) => `- **${api}**: ${reason}`),
		'',
		...countOf(reach),
		'',
		NANGO_LINK,
	].join('\n');
}

/** Links to the recipes: a line for each letter. */
function contents(names: string[]): string[] {
	const letters = new Map<string, string[]>();
	for (const name of names) {
		const letter = /\d/.test(name[0]) ? '0–9' : name[0].toUpperCase();
		letters.set(letter, [...(letters.get(letter) ?? []), `[${name}](#${anchorOf(name)})`]);
	}
	return [...letters].map(([letter, links]) => `- ${letter}: ${links.join(', ')}`);
}

function recipe(row: Row, properties: INodeProperties[]): string[] {
	const facts = FACTS[row.api];
	const { ends, refuses, limits, remark, isSelfSigned, sources } = facts;
	const paragraphs = [
		`Token ends: ${ends || 'unknown'}. Refused token: ${refuses || 'unknown'}.`,
		limits && `**Limits**: ${limits}`,
		remark,
		isSelfSigned && CERTIFICATE,
	];
	return [
		...['', `### ${row.api}`, ''],
		...[sourcesLine(sources), ''],
		...valuesOf(row, facts, properties),
		...paragraphs.filter(Boolean).flatMap((text) => ['', String(text)]),
	];
}

function countOf({ presets, recipes, outOfReach }: Reach): string[] {
	const out = Object.keys(outOfReach).length;
	const rows = [
		['By its name', String(presets.length), list(presets)],
		['By a recipe', String(recipes.length), '[above](#the-recipes)'],
		['Not at all', String(out), '[above](#out-of-reach)'],
		['All', String(presets.length + recipes.length + out), ''],
	];
	return [
		'## How many are reached',
		'',
		'Of the APIs with a login that were looked at:',
		'',
		...[['Reached', 'APIs', 'Which'], ['---', '---:', '---'], ...rows].map(
			(cells) => `| ${cells.join(' | ')} |`,
		),
	];
}
