import type { Source } from '../simulators/rows/facts/facts.mts';

const KINDS: Record<Source['kind'], string> = {
	documentation: 'its documentation',
	code: 'source code',
	Nango: "Nango's list of providers",
	secondary: 'what others wrote',
};

/** What the links to Nango's list mean, once on the page. */
export const NANGO_LINK =
	'[nango]: https://github.com/NangoHQ/nango/blob/2f4c0af671e2ca1c43dd4e78f3c369218bf3fc87/packages/providers/providers.yaml';

/** Where the facts of a recipe are from, as a sentence in Markdown. */
export function sourcesLine(sources: Source[]): string {
	const kinds = [...new Set(sources.map(({ kind }) => KINDS[kind]))];
	const from = [kinds.slice(0, -1).join(', '), ...kinds.slice(-1)].filter(Boolean).join(' and ');
	return `*From ${from}, not tried with the real product*: ${sources.map(link).join('; ')}`;
}

/** A link where an address follows from the source, else its name. */
function link({ kind, at }: Source): string {
	if (kind === 'Nango') return `[${at}][nango]`;
	const [, repository, path] = /^([\w-]+\/[\w.-]+)(?:@[0-9a-f]+)?(?: (.+))?$/.exec(at) ?? [];
	if (repository !== undefined) {
		const files = path === undefined ? '' : `: ${path.replace(/[^, ][^,]*/g, '`$&`')}`;
		return `[${repository}](https://github.com/${repository})${files}`;
	}
	const isAddress = /^[\w-]+(\.[\w-]+)+\/\S+$/.test(at);
	const short = at.length > 60 ? at.replace(/\/.+\/(?=.)/, '/…/') : at;
	return isAddress ? `[${short}](https://${at})` : at;
}
