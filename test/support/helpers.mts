import type { HttpRequestHelper } from '../../tokens/http/client';
import { Engine } from './engine.mts';
import { Helpers } from './nodes.mts';

/** n8n's own request helper, as the engine hands it to a node. */
export async function n8nHttpRequest(): Promise<HttpRequestHelper> {
	await new Engine().run({ type: 'test.helpers' });
	const { latest } = Helpers;
	if (latest === undefined) throw new Error('the engine did not run the node');
	return latest.httpRequest as HttpRequestHelper;
}
