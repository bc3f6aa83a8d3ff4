import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { NodeHelpers, type INodeProperties } from 'n8n-workflow';

import { AccessTokenTrigger } from '../../nodes/AccessTokenTrigger/AccessTokenTrigger.node';

const ROOT = join(__dirname, '..', '..');

/** What a node's or a credential's file describes. */
async function formIn(file: string): Promise<[string, INodeProperties[]]> {
	const [made] = Object.values((await import(file)) as Record<string, new () => unknown>);
	const form = new made() as {
		properties?: INodeProperties[];
		description?: { properties: INodeProperties[] };
	};
	return [file.slice(ROOT.length + 1), form.properties ?? form.description?.properties ?? []];
}

const files = (folder: string) =>
	readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
		.filter((name) => /\.(node|credentials)\.ts$/.test(name))
		.map((name) => join(ROOT, folder, name));

/** A form's fields, those in groups and menus too. */
function fieldsOf(properties: INodeProperties[]): INodeProperties[] {
	return properties.flatMap((property) => {
		const inner = (property.options ?? []).flatMap((option) => {
			if ('values' in option) return option.values;
			return 'type' in option ? [option] : [];
		});
		return [property, ...fieldsOf(inner)];
	});
}

/** The masked fields of a form, each with the groups that it is in. */
function maskedIn(properties: INodeProperties[], place = ''): string[] {
	return properties.flatMap(({ name, typeOptions, options = [] }) => [
		...(typeOptions?.password === true ? [place + name] : []),
		...options.flatMap((option) =>
			'values' in option ? maskedIn(option.values, `${place}${name}.${option.name}.`) : [],
		),
	]);
}

test('a number that starts at 0 says beside it what 0 means', async () => {
	const forms = await Promise.all([...files('nodes'), ...files('credentials')].map(formIn));
	const zeros = forms.flatMap(([file, properties]) =>
		fieldsOf(properties)
			.filter(({ type, default: value }) => type === 'number' && value === 0)
			.map(({ name, hint }) => [file, name, hint] as const),
	);
	expect(zeros.length).toBeGreaterThan(9);
	expect(zeros.filter(([, , hint]) => !hint?.startsWith('0: '))).toEqual([]);
});

test('a field that is masked stays masked where another has its name: n8n masks by the last one', async () => {
	const forms = await Promise.all(files('credentials').map(formIn));
	const masked = (properties: INodeProperties[]) => [...new Set(maskedIn(properties))].sort();
	expect(forms.flatMap(([, properties]) => masked(properties)).length).toBeGreaterThan(20);
	for (const [, properties] of forms) {
		// As n8n's `redact` makes its list.
		const merged: INodeProperties[] = [];
		NodeHelpers.mergeNodeProperties(merged, properties);
		expect(masked(merged)).toEqual(masked(properties));
	}
});

test("a credential shows every field within a field: n8n's editor hides and shows them only after a save", async () => {
	const forms = await Promise.all(files('credentials').map(formIn));
	const inner = forms.flatMap(([file, properties]) =>
		fieldsOf(properties)
			.filter((field) => !properties.includes(field))
			.map(({ name, displayOptions }) => [file, name, displayOptions] as const),
	);
	expect(inner.length).toBeGreaterThan(30);
	expect(inner.filter(([, , displayOptions]) => displayOptions !== undefined)).toEqual([]);
});

test("the trigger says of GIRO's token that a refusal renews it, as a poll does", () => {
	const { properties } = new AccessTokenTrigger().description;
	const [notice] = properties.filter(({ name }) => name === 'endlessNotice');
	expect(notice.displayName).toContain('renews it only once it is refused');
	expect(notice.displayName).not.toContain('renews nothing');
});
