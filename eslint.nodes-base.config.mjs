// eslint-plugin-n8n-nodes-base 2.0.0, which cannot stand in one configuration with the version that n8n's own
// command line brings along. Run with `eslint -c`; what is off here is what n8n's command line has off.
import parser from '@typescript-eslint/parser';
import nodesBase from 'eslint-plugin-n8n-nodes-base';

const plugins = { 'n8n-nodes-base': nodesBase };
const languageOptions = { parser };

export default [
	{ ignores: ['dist/**', 'node_modules/**', 'test/**'] },
	{
		files: ['package.json'],
		plugins,
		languageOptions: { parser, parserOptions: { extraFileExtensions: ['.json'] } },
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
];
