// A test environment that is this process itself: what `runtime.cjs` has loaded once can then be used by every test
// file, for there is one `Error`, one `Date` and one clock to fake. Jest's own makes a world anew for each file, and
// n8n's engine has to be loaded into each.
const vm = require('node:vm');
const { LegacyFakeTimers, ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');

/** Stands for this process where jest names the context to compile for. */
const HERE = {};
const { compileFunction } = vm;
vm.compileFunction = (code, parameters, { parsingContext, ...options } = {}) =>
	compileFunction(
		code,
		parameters,
		parsingContext === HERE ? options : { ...options, parsingContext },
	);

const timerConfig = { idToRef: (id) => id, refToId: (timer) => timer };

module.exports = class {
	constructor({ projectConfig: config }) {
		this.global = globalThis;
		this.console = globalThis.console;
		this.exit = process.exit;
		this.moduleMocker = new ModuleMocker(globalThis);
		this.fakeTimers = new LegacyFakeTimers({
			config,
			global: globalThis,
			moduleMocker: this.moduleMocker,
			timerConfig,
		});
		this.fakeTimersModern = new ModernFakeTimers({ config, global: globalThis });
	}

	async setup() {}

	/** The next file finds the true clock and console, and nobody who listens to this one's tests. */
	async teardown() {
		this.fakeTimers.dispose();
		this.fakeTimersModern.dispose();
		this.moduleMocker.restoreAllMocks();
		globalThis.console = this.console;
		process.exit = this.exit;
		delete globalThis[Symbol.for('EVENT_HANDLERS')];
		// Jest keeps each file's tests there, by a symbol of its own, and would keep them for good.
		for (const key of Object.getOwnPropertySymbols(globalThis))
			if (key.description === 'JEST_STATE_SYMBOL') delete globalThis[key];
	}

	exportConditions() {
		return ['node', 'node-addons'];
	}

	getVmContext() {
		return HERE;
	}
};
