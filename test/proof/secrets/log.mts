import { LoggerProxy, type Logger } from 'n8n-workflow';

import { written } from './search.mts';

/** All that is said to n8n's log, at any level, from now on. */
export function recordLog(): string[] {
	const log: string[] = [];
	const record = (...said: unknown[]) => void log.push(said.map(written).join('\n'));
	LoggerProxy.init({ error: record, warn: record, info: record, debug: record } as Logger);
	return log;
}
