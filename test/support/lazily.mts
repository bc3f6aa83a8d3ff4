// Each file of tests loads n8n anew, which takes longer than most of its tests. What few of them use is loaded by the
// first that does.

/** Where n8n-core has the helpers that it gives to nodes. */
const HELPERS = 'n8n-core/dist/execution-engine/node-execution-context/utils';

const SELDOM_USED = [
	'@n8n/blob-storage',
	'n8n-core/dist/fs-byte-store.service',
	`${HELPERS}/create-node-as-tool`,
	`${HELPERS}/get-input-connection-data`,
	'transliteration',
	'undici',
	'xml2js',
];

for (const name of SELDOM_USED) {
	jest.doMock(name, () => {
		let loaded: object | undefined;
		const get = (_target: object, key: string | symbol) =>
			key === '__esModule' ? true : Reflect.get((loaded ??= jest.requireActual(name)), key);
		return new Proxy({}, { get });
	});
}

// Nor do they use n8n's SSH tunnels. A timer of these has no end, and would keep all that a file of tests has loaded.
jest.doMock(`${HELPERS}/ssh-tunnel-helper-functions`, () => ({
	getSSHTunnelFunctions: () => ({}),
}));
