/** Chance that a seed decides, so that each storm can be had again. */
export class Chance {
	constructor(private seed: number) {}

	/** A number from 0 to 1, without 1: the generator mulberry32. */
	draw(): number {
		this.seed = (this.seed + 0x6d2b79f5) | 0;
		let mixed = Math.imul(this.seed ^ (this.seed >>> 15), this.seed | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	}

	/** A duration whose mean is `mean`: mostly shorter, now and then much longer, as waits in a computer are. */
	about(mean: number): number {
		return -Math.log(1 - this.draw()) * mean;
	}

	/** The same things in another order. */
	shuffled<T>(things: readonly T[]): T[] {
		return things
			.map((thing) => ({ thing, place: this.draw() }))
			.sort((one, other) => one.place - other.place)
			.map(({ thing }) => thing);
	}
}
