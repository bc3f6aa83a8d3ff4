/**
 * The names of the tests that Stryker wants run: `(first)|(second)`, each escaped for a regular expression. With
 * thousands of them, taking these apart costs nothing, and matching the expression against every test a second.
 */
exports.wantedNames = (pattern) =>
	new Set(
		pattern
			.slice(1, -1)
			.split(')|(')
			.map((name) => name.replace(/\\(.)/gs, '$1')),
	);
