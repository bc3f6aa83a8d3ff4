import type { CredentialData, WorkflowData } from '../../../tools/n8n.mts';
import { inARow, webhook } from '../../system/e2e/rows.mts';
import { httpRequest, tokenNode, type Node } from '../../system/e2e/world.mts';
import { inHeader } from '../faults/faults.mts';
import type { Reply } from '../../support/simulators/simulator.mts';

/** Where the HTTP Request node calls. */
export const API = '/things';

/** Every operation of every node, and the HTTP Request node with every credential; nothing outputs a token. */
export function workflowOf(credentials: CredentialData[]): WorkflowData {
	const [giro, personr, genLogs, custom, rocketChat] = credentials;
	const held = { accessToken: '', issuedAt: '2020-01-01T00:00:00Z' };
	const session = (credential: CredentialData): Node[] =>
		['get', 'generate', 'renewIfDue'].map((operation) =>
			tokenNode(`${credential.type} ${operation}`, credential, {
				operation,
				...(operation === 'renewIfDue'
					? { issuedAt: held.issuedAt, expiresAt: held.issuedAt }
					: {}),
				options: { output: 'metadata' },
			}),
		);
	const rocket = (operation: string, tokenName: string, more: object = {}): Node =>
		tokenNode(`rocketChat ${operation}`, rocketChat, { operation, tokenName, ...more });
	const calls = credentials.map((credential) =>
		httpRequest(
			`call ${credential.type}`,
			credential,
			`${credential.data.baseUrl ?? credential.data.serverUrl}${API}`,
		),
	);
	const tolerant = [
		...[giro, personr, genLogs, custom].flatMap(session),
		rocket('getMany', ''),
		rocket('delete', 'other'),
		rocket('send', '', { resource: 'twoFactorCode', emailOrUsername: 'ops@example.com' }),
		...calls,
	].map((node) => ({ ...node, onError: 'continueRegularOutput' }));
	// These output a token where they succeed: what is echoed makes them fail, and the last one ends the execution.
	return chained('all', [...tolerant, rocket('regenerate', 'none')]);
}

/** One node after the other, started by a call that gets what the last one outputs. */
export function chained(id: string, nodes: Node[]): WorkflowData {
	return inARow(id, [webhook(id), ...nodes]);
}

type Echo = (words: string) => Reply;
const saying =
	(status: number, more: (words: string) => Partial<Reply> = () => ({})): Echo =>
	(words) => {
		const shown = inHeader(words).slice(0, 6_000);
		return {
			status,
			statusText: shown,
			headers: { 'X-Echo': shown },
			body: { message: words, error: words },
			...more(words),
		};
	};
/** How a provider repeats what it was sent: in the status line, the headers and the body. */
export const ECHOES: Record<string, Echo> = {
	'400': saying(400),
	'401': saying(401),
	'500': saying(500),
	'404 as text': saying(404, (words) => ({ body: words })),
	'500 as a page': saying(500, (words) => ({
		body: `<html><title>${words}</title>`,
		headers: { 'Content-Type': 'text/html' },
	})),
	'200 as broken JSON': saying(200, (words) => ({ body: `{"message": "${words}", ` })),
	'302': saying(302, (words) => ({
		headers: { Location: `/elsewhere?${encodeURIComponent(words).slice(0, 6_000)}` },
	})),
};
