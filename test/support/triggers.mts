import { PollContext, TriggersAndPollers } from 'n8n-core';
import {
	LoggerProxy,
	Workflow,
	type IDataObject,
	type INode,
	type WorkflowActivateMode,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { fieldsWith, type SessionAccount } from './accounts.mts';
import { setClock } from './clock.mts';
import { Engine, nodeTypes } from './engine.mts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const START = Date.UTC(2031, 4, 6, 7, 0, 0);

/** A trigger's node; `row` is the id of the credential's row. */
export interface TriggerSpec {
	parameters: IDataObject;
	credential: string;
	row: string;
}

let made = 0;

function newId(): string {
	made += 1;
	return `polled-${made}`;
}

/**
 * A workflow that n8n polls. As n8n does, it saves what its trigger keeps as JSON when the trigger outputs something, and
 * loads the workflow anew from that after a restart.
 */
export class PolledWorkflow {
	/** The static data in n8n's database. */
	saved = '{}';
	private id: string;
	private workflow: Workflow;
	private activation: WorkflowActivateMode = 'activate';

	constructor(
		private readonly engine: Engine,
		private readonly spec: TriggerSpec,
	) {
		this.id = newId();
		this.workflow = this.load();
	}

	/** As if n8n itself had restarted: what the process knew of this workflow's polls is forgotten too. */
	startAgain(): void {
		this.id = newId();
		this.restart();
		this.activation = 'init';
	}

	/** As if the workflow were deactivated and activated again: what was not saved is forgotten. */
	restart(parameters: IDataObject = {}): void {
		Object.assign(this.spec.parameters, parameters);
		this.activation = 'activate';
		this.workflow = this.load();
	}

	/** The trigger's static data, saved or not. */
	get kept(): string {
		const { staticData } = this.workflow;
		return JSON.stringify(Object.values(staticData)[0] ?? staticData);
	}

	/** Polls once. Returns the item that the trigger outputs, or null. */
	async poll(mode: WorkflowExecuteMode = 'trigger'): Promise<IDataObject | null> {
		const { workflow, engine } = this;
		const node = workflow.getNode('Trigger') as INode;
		const additionalData = engine.additionalData(workflow);
		const context = new PollContext(workflow, node, additionalData, mode, this.activation);
		const emitted = await new TriggersAndPollers().runPollFunction(workflow, node, context);
		if (emitted === null) return null;
		if (mode !== 'manual') this.saved = JSON.stringify(workflow.staticData);
		expect(emitted).toHaveLength(1);
		expect(emitted[0]).toHaveLength(1);
		return emitted[0][0].json;
	}

	/** The error of a poll, which must fail. */
	async failure(mode?: WorkflowExecuteMode): Promise<Error> {
		return await this.poll(mode).then(
			(item) => {
				throw new Error(`It did not fail: ${JSON.stringify(item)}`);
			},
			(error: Error) => error,
		);
	}

	private load(): Workflow {
		const { parameters, credential, row } = this.spec;
		const trigger = {
			id: 'Trigger',
			name: 'Trigger',
			type: 'n8n-nodes-access-tokens.accessTokenTrigger',
			typeVersion: 1,
			position: [0, 0] as [number, number],
			parameters: parameters as INode['parameters'],
			credentials: { [credential]: { id: row, name: row } },
		};
		return new Workflow({
			id: this.id,
			active: true,
			nodeTypes,
			nodes: [trigger],
			connections: {},
			staticData: JSON.parse(this.saved) as IDataObject,
		});
	}
}

/** A clock to set, n8n's log, and a credential that the triggers and other workflows share. */
export class TriggerBench {
	/** The warnings in n8n's log. */
	readonly warnings: string[] = [];
	account!: SessionAccount;
	engine = new Engine();
	private now = START;

	constructor() {
		setClock(this.now);
	}

	/** Reads the log from now on. n8n's engine sets its own logger when it first runs, so call this after that. */
	listen(): void {
		const quiet = () => {};
		const warn = (message: string) => void this.warnings.push(message);
		LoggerProxy.init({ error: quiet, info: quiet, debug: quiet, warn });
	}

	async stop(): Promise<void> {
		jest.useRealTimers();
		await this.account.simulator.stop();
	}

	use(account: SessionAccount, fields: IDataObject = {}): void {
		this.account = account;
		this.engine = new Engine().save('c', fieldsWith(account, fields));
	}

	polled(options: IDataObject = {}, parameters: IDataObject = {}): PolledWorkflow {
		const { credential } = this.account;
		const pollTimes = { item: [{ mode: 'everyMinute' }] };
		const provider = credential.replace(/(Token)?Api$/, '');
		return new PolledWorkflow(this.engine, {
			parameters: { provider, options, pollTimes, ...parameters },
			credential,
			row: 'c',
		});
	}

	/** Runs another workflow with the same credential. */
	async elsewhere(operation: 'get' | 'generate'): Promise<IDataObject> {
		const { json } = await this.engine.run({
			type: this.account.node,
			parameters: { operation },
			credential: [this.account.credential, 'c'],
		});
		return json[0];
	}

	/** Lets time pass. */
	later(duration: number): void {
		this.now += duration;
		setClock(this.now);
	}

	/** Lets time pass, with polls every half an hour, and every minute in the last hour. None may output anything. */
	async passed(duration: number, triggers: PolledWorkflow[]): Promise<void> {
		let step = 0;
		for (let left = duration; left > 0; left -= step) {
			step = left > HOUR ? 30 * MINUTE : MINUTE;
			this.later(step);
			for (const trigger of triggers) expect(await trigger.poll()).toBeNull();
		}
	}

	failLogins(status = 500, message = 'down for maintenance'): void {
		const { loginPath, simulator } = this.account;
		simulator.behave(({ path }) =>
			path === loginPath ? { status, body: { message, detail: message } } : undefined,
		);
	}
}
