import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { Chance } from './chance.mts';
import { Execution } from './execution.mts';
import { RemotePersonr } from './remotePersonr.mts';
import { VirtualTime } from './virtualTime.mts';
import { WorkerProcess } from './workerProcess.mts';

const HOUR = 3_600_000;
/** Storms begin within an hour from here, so that they meet the package's time slots everywhere. */
const START = Date.parse('2026-12-01T09:00:00Z');
/** Executions that a worker runs at a time: n8n's own default. */
export const CONCURRENCY = 10;
/** How often the main process hands out an execution, in milliseconds on the usual machine: all workers are soon full. */
const HANDED_OUT = 5;

/** What an n8n in queue mode runs on. */
export interface Setting {
	/** Decides all that is left to chance. */
	seed: number;
	workers: number;
	/** How much slower the machine is than the usual one. */
	slowness: number;
	/** What a login takes, in milliseconds. */
	login: number;
}

/** What a storm left. */
export interface Outcome {
	failed: number;
	logins: number;
	/** Cheap calls that ask whether a token is good. */
	checks: number;
	/** The longest wait that the package asked for, in milliseconds. */
	longestWait: number;
	/** What happened, step by step, with the milliseconds since the storm began. */
	history: string[];
}

/** A credential, and the provider that it is for. */
export interface Account {
	row: ICredentialDataDecryptedObject;
	personr: RemotePersonr;
}

/** An n8n in queue mode in virtual time: some workers, and a row of the database for each account. */
export class QueueMode {
	readonly time: VirtualTime;
	private readonly chance: Chance;
	private workers: WorkerProcess[] = [];
	private accounts = 0;

	constructor(private readonly setting: Setting) {
		const { seed } = setting;
		this.chance = new Chance(seed);
		this.time = new VirtualTime(START + this.chance.draw() * HOUR);
		// What the package draws is decided, too, and apart from the rest: a change of the code changes nothing else.
		const drawn = new Chance(-seed);
		jest.spyOn(Math, 'random').mockImplementation(() => drawn.draw());
		this.restart();
	}

	/** All workers are stopped and started anew: what they knew is gone. */
	restart(): void {
		const { workers, slowness } = this.setting;
		this.workers = Array.from(
			{ length: workers },
			(_, index) => new WorkerProcess(`w${index}`, this.time, this.chance, slowness),
		);
	}

	/** A new account, with a credential that holds no token. */
	add(): Account {
		const { login, slowness } = this.setting;
		const personr = new RemotePersonr(this.time, this.chance, login, slowness);
		personr.email = `ops${this.accounts++}@example.com`;
		const { baseUrl, email, password } = personr;
		const row = {
			baseUrl,
			email,
			password,
			tokenState: 'managed',
			tokenSession: '',
			accessToken: '',
		};
		return { row, personr };
	}

	/** Each worker logs in once, and finds a token of another one. */
	async meet(account: Account): Promise<void> {
		for (const worker of this.workers) {
			account.personr.revoke();
			await this.alone(worker, account);
		}
		for (const worker of this.workers) await this.alone(worker, account);
	}

	/** One execution, while nothing else goes on. */
	private async alone(worker: WorkerProcess, { row, personr }: Account): Promise<void> {
		let isOver = false;
		const execution = new Execution(worker, row, personr, this.chance, () => {});
		void execution.run().then(() => (isOver = true));
		await this.time.runUntil(() => isOver);
	}

	/** Many executions at once, each of which uses the credential. */
	async storm({ row, personr }: Account, executions: number): Promise<Outcome> {
		const { time, chance, workers } = this;
		const began = time.now;
		const history: string[] = [];
		const note = (event: string) => history.push(`${Math.round(time.now - began)} ${event}`);
		const before = { logins: personr.logins, checks: personr.checks };
		let [waiting, done, failed] = [0, 0, 0];
		const begin = async (worker: WorkerProcess): Promise<void> => {
			waiting -= 1;
			worker.running += 1;
			const isGood = await new Execution(worker, row, personr, chance, note).run();
			if (!isGood) failed += 1;
			done += 1;
			worker.running -= 1;
			if (waiting > 0) await begin(worker);
		};
		for (let index = 0; index < executions; index += 1) {
			const handedOut = index * HANDED_OUT * this.setting.slowness + chance.about(HANDED_OUT);
			time.at(began + handedOut, () => {
				waiting += 1;
				const free = chance.shuffled(workers).find(({ running }) => running < CONCURRENCY);
				if (free) void begin(free);
			});
		}
		await time.runUntil(() => done === executions);
		return {
			failed,
			logins: personr.logins - before.logins,
			checks: personr.checks - before.checks,
			longestWait: Math.max(...workers.map(({ longestWait }) => longestWait)),
			history,
		};
	}
}
