import { Simulator, type Arrived, type Reply } from './simulator.mts';

/** What a server does at one route, such as `POST /login`. */
export type Routes = Record<string, (request: Arrived) => Reply>;

/** A strict server that has the given routes and no others. */
export class ScriptedSimulator extends Simulator {
	/** Requests that it has no route for. */
	readonly strays: string[] = [];

	constructor(readonly routes: Routes = {}) {
		super();
	}

	get baseUrl(): string {
		return this.origin;
	}

	/** Adds routes, or replaces them. */
	add(routes: Routes): this {
		Object.assign(this.routes, routes);
		return this;
	}

	protected answer(request: Arrived): Reply {
		const route = this.routes[`${request.method} ${request.path}`];
		if (route) return route(request);
		this.strays.push(`${request.method} ${request.target}`);
		return { status: 404, body: { message: 'No such route' } };
	}
}

/** Answers 200 where the request is as it has to be, and 401 otherwise. */
export function guarded(isGood: (request: Arrived) => boolean, body: unknown = { ok: true }) {
	return (request: Arrived): Reply =>
		isGood(request) ? { status: 200, body } : { status: 401, body: { message: 'Invalid token' } };
}
