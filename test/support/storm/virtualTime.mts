/** Real turns of the event loop after which all that an event sets off has happened: reading a stream takes a few. */
const TURNS = 4;

/** A clock that jumps from one event to the next: a storm of many seconds takes as long as its work alone. */
export class VirtualTime {
	private readonly events: Array<{ time: number; work: () => void }> = [];
	private outside = 0;

	/** @param now epoch milliseconds */
	constructor(public now: number) {}

	/** Does something at a time; at the same time, what was planned first comes first. */
	at(time: number, work: () => void): void {
		const { events } = this;
		let place = events.length;
		while (place > 0 && events[place - 1].time > time) place -= 1;
		events.splice(place, 0, { time, work });
	}

	/** Waits a number of milliseconds. */
	async wait(duration: number): Promise<void> {
		await new Promise<void>((done) => this.at(this.now + duration, done));
	}

	/** Lets a number of milliseconds pass, with everything that is due in them. */
	async pass(duration: number): Promise<void> {
		let isOver = false;
		this.at(this.now + duration, () => (isOver = true));
		await this.runUntil(() => isOver);
	}

	/** Lets time pass until `isOver`. */
	async runUntil(isOver: () => boolean): Promise<void> {
		while (!isOver()) {
			const next = this.events.shift();
			if (next === undefined) throw new Error('Something is waited for that never happens');
			this.now = Math.max(this.now, next.time);
			next.work();
			await this.settle();
		}
	}

	/** Work that Node.js does in its own time, for which this clock stands still. */
	async standStill<T>(work: Promise<T>): Promise<T> {
		this.outside += 1;
		try {
			return await work;
		} finally {
			this.outside -= 1;
		}
	}

	private async settle(): Promise<void> {
		for (let quiet = 0; quiet < TURNS; quiet = this.outside > 0 ? 0 : quiet + 1)
			await new Promise((done) => setImmediate(done));
	}
}
