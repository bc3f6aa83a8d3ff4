import { isJson } from '../../http/json';
import type { Judge, Look, ProvenJudge } from '../../provider/check/judges';
import type { Suspicion } from './suspicion';

/** What was found out about an API and is stored with a token, for other processes. Its keys stay as they are. */
export interface TokenNotes {
	proven?: ProvenJudge;
	/** In vain, and lately. */
	suspicion?: Suspicion;
}

/** undefined: there is nothing to store. */
export function notesOf(
	proven: ProvenJudge | undefined,
	suspicion: Suspicion | undefined,
): TokenNotes | undefined {
	if (!proven && !suspicion) return undefined;
	return {
		...(proven && { proven }),
		...(suspicion && { suspicion: { at: suspicion.at, logins: suspicion.logins } }),
	};
}

/** Reads stored notes. What is incomplete is left out. */
export function readNotes(value: unknown): TokenNotes | undefined {
	if (!isJson(value)) return undefined;
	const { proven, suspicion } = value;
	return notesOf(
		isProven(proven) ? proven : undefined,
		isSuspicion(suspicion) ? suspicion : undefined,
	);
}

function isProven(value: unknown): value is ProvenJudge {
	return isJson(value) && isJudge(value.judge) && isLook(value.refused);
}

function isJudge(value: unknown): value is Judge {
	if (!isJson(value)) return false;
	const { method, url, accept, body } = value;
	const isText = (part: unknown) => part === undefined || typeof part === 'string';
	return (
		(method === 'GET' || method === 'POST') &&
		typeof url === 'string' &&
		[accept, body].every(isText)
	);
}

function isLook(value: unknown): value is Look {
	if (!isJson(value)) return false;
	const { status, location, shape } = value;
	const isText = (part: unknown) => part === undefined || typeof part === 'string';
	return Number.isSafeInteger(status) && [location, shape].every(isText);
}

function isSuspicion(value: unknown): value is Suspicion {
	if (!isJson(value)) return false;
	const { at, logins } = value;
	return Number.isFinite(at) && Number.isSafeInteger(logins) && Number(logins) > 0;
}
