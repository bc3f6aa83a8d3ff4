import { PollContext, TriggersAndPollers } from 'n8n-core';
import { Workflow, type IDataObject, type INode, type WorkflowExecuteMode } from 'n8n-workflow';

import { nodeTypes, type Engine } from './engine.mts';

/** A trigger's node; `row` is the id of the credential's row. */
export interface TriggerSpec {
	parameters: IDataObject;
	credential: string;
	row: string;
}

let made = 0;

/**
 * A workflow that n8n polls. What its trigger keeps is saved as n8n does it: when something is put out, as JSON; and
 * the workflow that is polled afterwards is another one, read from that.
 */
export class PolledWorkflow {
	/** What stands in n8n's database, where anyone can read it. */
	saved = '{}';
	private readonly id: string;
	private workflow: Workflow;

	constructor(
		private readonly engine: Engine,
		private readonly spec: TriggerSpec,
	) {
		made += 1;
		this.id = `polled-${made}`;
		this.workflow = this.load();
	}

	/** As if it were deactivated and activated, or n8n started again: what was not saved is forgotten. */
	restart(parameters: IDataObject = {}): void {
		Object.assign(this.spec.parameters, parameters);
		this.workflow = this.load();
	}

	/** One poll: what it puts out, or null. */
	async poll(mode: WorkflowExecuteMode = 'trigger'): Promise<IDataObject | null> {
		const { workflow, engine } = this;
		const node = workflow.getNode('Trigger') as INode;
		const additionalData = engine.additionalData(workflow);
		const context = new PollContext(workflow, node, additionalData, mode, 'activate');
		const emitted = await new TriggersAndPollers().runPollFunction(workflow, node, context);
		if (emitted === null) return null;
		if (mode !== 'manual') this.saved = JSON.stringify(workflow.staticData);
		expect(emitted).toHaveLength(1);
		expect(emitted[0]).toHaveLength(1);
		return emitted[0][0].json;
	}

	/** What a poll ends with, where it must fail. */
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
