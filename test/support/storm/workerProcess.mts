import type { IAuthenticate } from 'n8n-workflow';

import type { Chance } from './chance.mts';
import type { VirtualTime } from './virtualTime.mts';

type Hooks = typeof import('../../../tokens/n8n/credentialHooks');
type Providers = typeof import('../../../tokens/providers/personr');
type Waiting = typeof import('../../../tokens/http/waiting');

/** What a timer that is over costs, in milliseconds of the processor. */
const WAKING_UP = 0.3;
/** Now and then a worker stands still, in milliseconds: it collects garbage, or another program has the processor. */
const STALL = { every: 1_500, shortest: 20, more: 80 };
/** Workers take their first executions with some tenths of a second between them. */
const GETS_GOING = 300;

/** A process of n8n: an event loop that does one thing at a time, and the package in a copy that shares nothing with others. */
export class WorkerProcess {
	readonly authenticate: Extract<IAuthenticate, (...given: never[]) => unknown>;
	readonly preAuthentication: ReturnType<Hooks['tokenPreAuthentication']>;
	/** Executions that it is running. */
	running = 0;
	/** The longest wait that the package asked for, in milliseconds. */
	longestWait = 0;
	private busyUntil: number;
	private nextStall: number;

	/**
	 * @param name in the history of a storm
	 * @param slowness of the machine: the usual one has 1, one with 2 takes twice as long for everything
	 */
	constructor(
		readonly name: string,
		private readonly time: VirtualTime,
		private readonly chance: Chance,
		private readonly slowness: number,
	) {
		const { hooks, personr } = this.load();
		this.authenticate = hooks.tokenAuthenticate(personr) as typeof this.authenticate;
		this.preAuthentication = hooks.tokenPreAuthentication();
		this.busyUntil = time.now + chance.about(GETS_GOING) * slowness;
		this.nextStall = time.now + chance.about(STALL.every);
	}

	/**
	 * Waits, and then for the event loop to get to it.
	 *
	 * @param cost milliseconds of the processor on the usual machine, which nothing else in this process gets
	 */
	async after(duration: number, cost: number): Promise<void> {
		await new Promise<void>((done) => this.at(this.time.now + duration, cost, done));
	}

	private at(time: number, cost: number, work: () => void): void {
		this.time.at(time, () => {
			const { now } = this.time;
			if (now > this.nextStall) this.stall();
			if (this.busyUntil > now) {
				this.at(this.busyUntil, cost, work);
				return;
			}
			this.busyUntil = now + this.chance.about(cost) * this.slowness;
			this.time.at(this.busyUntil, work);
		});
	}

	private stall(): void {
		const { now } = this.time;
		const { every, shortest, more } = STALL;
		const duration = (shortest + this.chance.about(more)) * this.slowness;
		this.busyUntil = Math.max(this.busyUntil, now) + duration;
		this.nextStall = now + this.chance.about(every);
	}

	/** The package's modules, as a new process loads them. Its clock comes first: they note when they were loaded. */
	private load(): { hooks: Hooks; personr: Providers['personr'] } {
		let loaded: { hooks: Hooks; personr: Providers['personr'] } | undefined;
		// It keeps nothing that workers could learn from, and takes long to load.
		const shared = jest.requireActual<object>('n8n-workflow');
		jest.doMock('n8n-workflow', () => shared);
		jest.isolateModules(() => {
			const { clock } = jest.requireActual<Waiting>('../../../tokens/http/waiting');
			clock.now = () => Math.floor(this.time.now);
			clock.sleep = async (duration) => {
				this.longestWait = Math.max(this.longestWait, duration);
				await this.after(duration, WAKING_UP);
			};
			const hooks = jest.requireActual<Hooks>('../../../tokens/n8n/credentialHooks');
			const { personr } = jest.requireActual<Providers>('../../../tokens/providers/personr');
			loaded = { hooks, personr };
		});
		jest.dontMock('n8n-workflow');
		return loaded as NonNullable<typeof loaded>;
	}
}
