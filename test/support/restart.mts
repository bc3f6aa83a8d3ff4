import * as workflow from 'n8n-workflow';

/**
 * Has modules loaded that know nothing of what was before, as after a restart of n8n. n8n's own library has nothing to
 * forget and takes the longest to load, so it stays.
 */
export function anew<T>(load: () => T): T {
	const loaded: T[] = [];
	jest.isolateModules(() => {
		jest.doMock('n8n-workflow', () => workflow);
		loaded.push(load());
		jest.dontMock('n8n-workflow');
	});
	return loaded[0];
}
