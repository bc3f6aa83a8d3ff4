import type { IHttpRequestOptions } from 'n8n-workflow';

import { PersonrSimulator } from '../simulators/personr.mts';
import type { Arrived, Reply } from '../simulators/simulator.mts';
import type { Chance } from './chance.mts';
import type { VirtualTime } from './virtualTime.mts';

/** The way there, and how much longer anything may take, in milliseconds. */
const WAY = 1;
const NOISE = 4;
/** A usual answer, as in the storms of a real n8n in `test/system/queue`. */
const ANSWER = 20;

/** n8n's two kinds of request options: those of the HTTP Request node have `uri`. */
type Options = IHttpRequestOptions & { uri?: string };

/** The simulated Personr, without a server: requests take a while in virtual time. */
export class RemotePersonr extends PersonrSimulator {
	/** @param latency of a login, in milliseconds; it ends the token before it at its end */
	constructor(
		private readonly time: VirtualTime,
		private readonly chance: Chance,
		private readonly latency: number,
		private readonly slowness: number,
	) {
		super();
	}

	/** What it answers to a request, once the answer is there. */
	async answerTo(options: Options): Promise<Reply> {
		const request = await this.time.standStill(arrivedAs(options));
		await this.take(WAY);
		this.arrived.push(request);
		const isLogin = request.path.endsWith('/api-token-generate');
		await this.take(isLogin ? this.latency : ANSWER);
		return this.wouldAnswer(request);
	}

	private async take(duration: number): Promise<void> {
		await this.time.wait(duration + this.chance.about(NOISE) * this.slowness);
	}
}

/** A request as it arrives. The form of a login goes out as bytes. */
async function arrivedAs({ method = 'GET', url, uri, headers, body }: Options): Promise<Arrived> {
	const target = new URL(uri ?? url);
	const encoded = new Response(body instanceof FormData ? body : JSON.stringify(body ?? {}));
	const bytes = Buffer.from(await encoded.arrayBuffer());
	const sent = {
		'content-type': encoded.headers.get('content-type') ?? '',
		'content-length': String(bytes.length),
		...headers,
	};
	const lowerCase = Object.entries(sent).map(([name, value]) => [
		name.toLowerCase(),
		String(value),
	]);
	return {
		method,
		target: `${target.pathname}${target.search}`,
		path: target.pathname,
		query: target.search.slice(1),
		headers: Object.fromEntries(lowerCase),
		rawHeaders: [],
		body: bytes,
	};
}
