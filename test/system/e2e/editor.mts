import type { N8n } from '../../../tools/n8n.mts';

/** How an execution in the server ended. */
export interface Ended {
	status: string;
	/** All that n8n stored of it, as text. */
	stored: string;
}

/** n8n's owner, whom the tests make. */
export const OWNER = { email: 'owner@example.com', password: 'Invented-password-1' };

const RUNNING = ['new', 'running', 'waiting'];

/** What the editor in the browser asks of n8n's server, signed in as its owner. */
export class Editor {
	private readonly n8n: N8n;
	private readonly cookie: string;

	private constructor(n8n: N8n, cookie: string) {
		this.n8n = n8n;
		this.cookie = cookie;
	}

	/** Starts the server, which has no owner yet. */
	static async open(n8n: N8n): Promise<Editor> {
		await n8n.start();
		return await Editor.signUp(n8n, OWNER.email, OWNER.password);
	}

	/** Makes the owner of a server that has none yet, and signs in. */
	static async signUp(n8n: N8n, email: string, password: string): Promise<Editor> {
		return new Editor(n8n, await n8n.makeOwner(email, password));
	}

	/** The data of the answer. */
	async rest<T>(method: string, path: string, body?: object): Promise<T> {
		const response = await fetch(`${this.n8n.origin}/rest${path}`, {
			method,
			headers: { cookie: this.cookie, 'Content-Type': 'application/json' },
			...(body ? { body: JSON.stringify(body) } : {}),
		});
		const text = await response.text();
		if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
		return (JSON.parse(text) as { data: T }).data;
	}

	/** Executes a workflow from one of its triggers, as its button does, and waits for the end. */
	async execute(id: string, trigger: string): Promise<Ended> {
		const path = `/workflows/${id}`;
		// The editor of n8n 1 sends the workflow along.
		const sent = this.n8n.major === 1 ? { workflowData: await this.rest('GET', path) } : {};
		const { executionId } = await this.rest<{ executionId: string }>('POST', `${path}/run`, {
			...sent,
			triggerToStartFrom: { name: trigger },
		});
		for (;;) {
			const { status, data } = await this.rest<{ status: string; data: string }>(
				'GET',
				`/executions/${executionId}`,
			);
			if (!RUNNING.includes(status)) return { status, stored: data };
			await new Promise((done) => setTimeout(done, 100));
		}
	}
}
