import type { IDataObject } from 'n8n-workflow';

import { clock } from '../../../tokens/http/waiting';
import { Engine, type Outcome } from '../../support/engine.mts';
import { Front } from './front.mts';
import type { Program } from './programs/program.mts';

const CREDENTIAL = 'customTokenApi';
const NODE = 'n8n-nodes-access-tokens.customToken';

/** A real program, a front that counts what it is asked, and n8n's engine with a credential for it. */
export class RealWorld {
	readonly engine = new Engine();
	readonly front: Front;

	constructor(readonly program: Program) {
		this.front = new Front(() => program.origin);
	}

	async start(): Promise<void> {
		await this.program.start();
		await this.front.start();
		this.save();
	}

	async stop(): Promise<void> {
		await this.front.stop();
		await this.program.stop();
	}

	/** Saves the program's credential, with changes; what was kept of an earlier one is gone. */
	save(changes: IDataObject = {}): void {
		const fields = { baseUrl: this.front.origin, ...this.program.fields, ...changes };
		this.engine.save(CREDENTIAL, fields as never);
	}

	/** A request of the user's, the program's if no other is given, as n8n's HTTP Request node makes it, once for each item. */
	async call(count: number, { path, ...request } = this.program.call): Promise<Outcome> {
		const parameters = { url: this.front.origin + path, credential: CREDENTIAL, ...request };
		return await this.engine.run(
			{ type: 'test.apiRequest', parameters, credential: [CREDENTIAL, CREDENTIAL] },
			Array.from({ length: count }, (_, row) => ({ row })),
		);
	}

	/** The item of the Custom Token node. */
	async token(operation: 'get' | 'generate'): Promise<IDataObject> {
		const { json, error } = await this.engine.run({
			type: NODE,
			parameters: { operation },
			credential: [CREDENTIAL, CREDENTIAL],
		});
		if (error) throw error;
		return json[0];
	}

	/** What the credential holds as its token. */
	get stored(): string {
		return this.engine.credentials.row(CREDENTIAL).accessToken as string;
	}

	/** How many logins arrived at the program since the last `forget`, whatever it answered. */
	get logins(): number {
		return this.front.arrived.filter((request) => this.program.isLogin(request)).length;
	}
}

/** The world of a program for the tests of a file: it starts before them, and ends after them. */
export function useProgram(program: Program): RealWorld {
	const world = new RealWorld(program);
	beforeAll(async () => await world.start());
	afterAll(async () => await world.stop());
	beforeEach(() => world.front.forget());
	return world;
}

/** What those of so many items say that fail, or get a refusal as their data. */
export async function failures(world: RealWorld, count: number): Promise<unknown[]> {
	const { json, error } = await world.call(count);
	if (error) throw error;
	expect(json).toHaveLength(count);
	return json
		.filter((item) => typeof item.error === 'string' || isRefused(world, item))
		.map((item) => item.error);
}

function isRefused({ program }: RealWorld, item: IDataObject): boolean {
	return program.isRefusal({ status: 200, text: JSON.stringify(item) });
}

/** Lets so many seconds pass for this package alone. */
export function skip(seconds: number): void {
	const { now } = clock;
	clock.now = () => now() + seconds * 1_000;
}
