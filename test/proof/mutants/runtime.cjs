// Jest's module loader, but packages are loaded by Node, once for all test files of a process.
const { createRequire } = require('node:module');
const { default: Runtime } = require('jest-runtime');

/** What is loaded anew for each file: the project's own. Jest answers for its own modules itself. */
const OWN = /^(\.|\/|node:|@jest\/globals$)/;

module.exports = class extends Runtime {
	requireModuleOrMock(from, name) {
		if (OWN.test(name)) return super.requireModuleOrMock(from, name);
		return createRequire(from)(name);
	}
};
