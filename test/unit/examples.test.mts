import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const FOLDER = join(ROOT, 'examples');
const NOTE = 'n8n-nodes-base.stickyNote';
const FILES = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
/** How large n8n draws a node, with its name below. */
const NODE = { width: 100, height: 140 };

interface Node {
	id: string;
	name: string;
	type: string;
	position: [number, number];
	credentials?: object;
	parameters: { width?: number; height?: number };
}

interface Workflow {
	nodes: Node[];
	connections: Record<string, { main: Array<Array<{ node: string }>> }>;
	pinData: object;
}

const read = (file: string) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Workflow;

/** Whether the note covers part of the node. */
function covers(note: Node, node: Node): boolean {
	const { width = 0, height = 0 } = note.parameters;
	const [x, y] = [node.position[0] - note.position[0], node.position[1] - note.position[1]];
	return x < width && x + NODE.width > 0 && y < height && y + NODE.height > 0;
}

describe.each(FILES)('%s', (file) => {
	const { nodes, connections, pinData } = read(file);
	const notes = nodes.filter(({ type }) => type === NOTE);
	const others = nodes.filter(({ type }) => type !== NOTE);

	it('holds no credentials and no data', () => {
		expect(nodes.filter(({ credentials }) => credentials)).toEqual([]);
		expect(pinData).toEqual({});
	});

	it('connects nodes that are there, each with a name and an ID of its own', () => {
		const names = nodes.map(({ name }) => name);
		expect(new Set(names).size).toBe(nodes.length);
		expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
		const targets = Object.values(connections).flatMap(({ main }) => main.flat());
		const named = [...Object.keys(connections), ...targets.map(({ node }) => node)];
		expect(named.filter((name) => !names.includes(name))).toEqual([]);
		expect(others.filter(({ name }) => !named.includes(name))).toEqual([]);
	});

	it('says what to do in a note that covers nothing', () => {
		expect(notes.length).toBeGreaterThan(0);
		for (const note of notes) {
			const covered = nodes.filter((node) => node !== note && covers(note, node));
			expect(covered.map(({ name }) => name)).toEqual([]);
		}
	});

	it('has a picture, and is in the documentation with it', () => {
		const picture = file.replace('.json', '.png');
		expect(existsSync(join(FOLDER, picture))).toBe(true);
		const page = readFileSync(join(ROOT, 'docs', 'examples.md'), 'utf8');
		for (const name of [file, picture]) expect(page).toContain(`(../examples/${name})`);
	});
});
