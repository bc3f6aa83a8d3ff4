import type { CredentialData } from '../n8n.mts';
import type { Filling } from './example.mts';
import type { Simulators } from './simulators.mts';

/** What of the n8n beside the simulators goes into examples. */
export interface Beside {
	origin: string;
	/** The ID of the table of tokens, where n8n finds none by its name. */
	tableId?: string;
}

/** n8n's credential for its own API. The key is made in n8n. */
export function n8nApi({ origin }: Beside, apiKey: string): CredentialData {
	const data = { apiKey, baseUrl: `${origin}/api/v1` };
	return { id: 'n8nApi-simulated', name: 'n8n API', type: 'n8nApi', data };
}

/** What a user fills in at each example to have it call the simulators: credentials and addresses, by the example's file. */
export function wiring(simulators: Simulators, beside: Beside): Record<string, Filling> {
	const { personr, genLogs, custom, oauth, serviceAccounts, store } = simulators;
	const { credentials, clientCredentials, serviceAccount } = simulators;
	const of = (type: string): Filling[string] => ({
		credential: credentials.find((credential) => credential.type === type),
	});
	const at = (url: string) => ({ parameters: { url } });
	const applicantStatus = at(`${personr.baseUrl}/api-applicant-status`);
	const held = { credential: store.credential };
	const ownApi = { credential: n8nApi(beside, '') };
	const table = beside.tableId
		? { parameters: { dataTableId: { __rl: true, mode: 'list', value: beside.tableId } } }
		: {};
	return {
		'http-request': { 'Applicant Status': { ...applicantStatus, ...of('personrApi') } },
		'every-hour': { 'Applicant Status': { ...applicantStatus, ...of('personrApi') } },
		'custom-api': {
			'Order Status': {
				...at(`=${custom.baseUrl}/orders/{{ $json.orders }}`),
				...of('customTokenApi'),
			},
		},
		'client-credentials': {
			Orders: { ...at(`${oauth.baseUrl}/orders`), credential: clientCredentials },
		},
		'service-account': {
			Orders: { ...at(`${serviceAccounts.baseUrl}/orders`), credential: serviceAccount },
		},
		'all-tokens': {
			'GIRO Token': of('giroApi'),
			'Rocket.Chat Token': of('rocketChatTokenApi'),
			'Personr Token': of('personrApi'),
			'GenLogs Token': of('genLogsApi'),
			'Custom Token': of('customTokenApi'),
		},
		chain: {
			'Personr Token': of('personrApi'),
			'Applicant Status': applicantStatus,
			'GenLogs Alerts': { ...at(`${genLogs.origin}/alerts`), ...of('genLogsApi') },
		},
		trigger: {
			'Access Token Trigger': of('personrApi'),
			'Current Token': of('personrApi'),
			'Update Consumer': { ...held, ...at(`${store.origin}/personr-token`) },
		},
		'scheduled-renewal': {
			Settings: { fields: { secretUrl: `${store.origin}/personr` } },
			'Personr Token': of('personrApi'),
			'Read Secret': held,
			'Write Secret': held,
		},
		'tokens-in-a-table': {
			Rows: table,
			'Renew If Due': of('genLogsApi'),
			'Write Row': table,
		},
		'rocket-chat-rotation': {
			'Your n8n': {
				fields: {
					n8nAddress: beside.origin,
					rocketApiCredentialId: 'rocketchatApi-simulated',
				},
			},
			'Check Settings': ownApi,
			'Rotate Token': of('rocketChatTokenApi'),
			'Update Credential': ownApi,
		},
	};
}
