module.exports = {
	jsc: {
		target: 'es2022',
		parser: { syntax: 'typescript' },
	},
	module: { type: 'commonjs' },
	sourceMaps: 'inline',
};
