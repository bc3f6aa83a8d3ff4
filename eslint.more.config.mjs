// What n8n's own configuration (eslint.config.mjs, which has to stay as it is) leaves out. Run with `eslint -c`.
//
// eslint-plugin-n8n-nodes-base 2.0.0 cannot stand in one configuration with the version that n8n's command line
// brings along; what is off here is what n8n's command line has off. Tests and tools are programs for Node.js and
// never run in n8n, so rules for Node.js hold for them, and those for n8n Cloud do not.
import nodesBase from 'eslint-plugin-n8n-nodes-base';
import tseslint from 'typescript-eslint';

/** Imports run one way: each room imports only from rooms before it. Rooms on one line don't import each other. */
const ROOMS = [
	['http'],
	['provider'],
	['providers', 'custom', 'cache'],
	['n8n'],
	['operations'],
	['rocketChat'],
	['nodes', 'credentials'],
];

/** Forbids imports whose path matches, in the given files. */
function forbidImports(files, regex) {
	const message = `Imports run one way: ${ROOMS.map((rooms) => rooms.join(', ')).join(' ← ')}.`;
	return {
		files,
		languageOptions: { parser: tseslint.parser },
		rules: {
			'no-restricted-imports': ['error', { patterns: [{ regex, message }] }],
			// The rule above does not see these two.
			'no-restricted-syntax': ['error', 'ImportExpression', 'TSImportType'],
		},
	};
}

const importDirections = [
	// What every room may import imports none of them.
	forbidImports(['tokens/*.ts'], '^\\.'),
	...ROOMS.flatMap((rooms, place) =>
		rooms.map((room) => {
			const folder = ['nodes', 'credentials'].includes(room) ? room : `tokens/${room}`;
			const others = ROOMS.slice(place)
				.flat()
				.filter((other) => other !== room);
			const regex = `^(\\./)*(\\.\\./)+(tokens/)?(${others.join('|')})(/|$)`;
			return forbidImports([`${folder}/**/*.ts`], regex);
		}),
	),
];

const plugins = { 'n8n-nodes-base': nodesBase };
const languageOptions = { parser: tseslint.parser };

export default tseslint.config(
	{ ignores: ['dist/**', '.host/**', '.host-1/**', '.programs/**'] },
	...importDirections,
	{
		files: ['package.json'],
		plugins,
		languageOptions: {
			parser: tseslint.parser,
			parserOptions: { extraFileExtensions: ['.json'] },
		},
		rules: { ...nodesBase.configs.community.rules },
	},
	{
		files: ['credentials/**/*.ts'],
		plugins,
		languageOptions,
		rules: {
			...nodesBase.configs.credentials.rules,
			'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',
			'n8n-nodes-base/cred-class-field-type-options-password-missing': 'off',
		},
	},
	{
		files: ['nodes/**/*.ts'],
		plugins,
		languageOptions,
		rules: {
			...nodesBase.configs.nodes.rules,
			'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
			'n8n-nodes-base/node-class-description-outputs-wrong': 'off',
			'n8n-nodes-base/node-param-type-options-max-value-present': 'off',
		},
	},
	{
		files: ['test/**/*.mts', 'tools/**/*.{mts,mjs}', '*.mjs'],
		extends: [tseslint.configs.recommended],
	},
);
