import { hasShape, isJson, isText, optional, type Is } from '../../http/json';
import type { Judge, Look, ProvenJudge } from '../../provider/check/judges';
import type { Suspicion } from './suspicion';

/** What was found out about an API and is stored with a token, for other processes. Its keys stay as they are. */
export interface TokenNotes {
	proven?: ProvenJudge;
	/** In vain, and lately. */
	suspicion?: Suspicion;
	/** When several processes were last known to share the credential, in epoch milliseconds. */
	sharedAt?: number;
}

/** undefined: there is nothing to store. */
export function notesOf(
	proven: ProvenJudge | undefined,
	suspicion: Suspicion | undefined,
	sharedAt: number | undefined,
): TokenNotes | undefined {
	if (!proven && !suspicion && sharedAt === undefined) return undefined;
	return {
		...(proven && { proven }),
		...(suspicion && { suspicion: { at: suspicion.at, logins: suspicion.logins } }),
		...(sharedAt !== undefined && { sharedAt }),
	};
}

/** Reads stored notes. What is incomplete is left out. */
export function readNotes(value: unknown): TokenNotes | undefined {
	if (!isJson(value)) return undefined;
	const { proven, suspicion, sharedAt } = value;
	return notesOf(
		hasShape<ProvenJudge>(proven, PROVEN) ? proven : undefined,
		hasShape<Pick<Suspicion, 'at' | 'logins'>>(suspicion, SUSPICION) ? suspicion : undefined,
		Number.isFinite(sharedAt) ? (sharedAt as number) : undefined,
	);
}

const JUDGE: Record<keyof Judge, Is> = {
	method: (method) => method === 'GET' || method === 'POST',
	url: isText,
	accept: optional(isText),
	body: optional(isText),
};
const LOOK: Record<keyof Look, Is> = {
	status: Number.isSafeInteger,
	location: optional(isText),
	shape: optional(isText),
};
const PROVEN: Record<keyof ProvenJudge, Is> = {
	judge: (judge) => hasShape<Judge>(judge, JUDGE),
	refused: (look) => hasShape<Look>(look, LOOK),
};
const SUSPICION = {
	at: Number.isFinite,
	logins: (logins: unknown) => Number.isSafeInteger(logins) && Number(logins) > 0,
};
