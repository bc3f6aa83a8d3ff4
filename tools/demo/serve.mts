import { randomBytes } from 'node:crypto';

import { Editor } from '../../test/system/e2e/editor.mts';
import { setUpExamples } from '../examples/setUp.mts';
import type { Simulators } from '../examples/simulators.mts';
import type { CredentialData } from '../n8n.mts';
import { account } from './accounts.mts';
import { KEY_FILE, lastDemo, remember, type Demo } from './state.mts';

/** Makes n8n's owner, with a password that is told here and kept nowhere, and imports the examples. */
async function makeOwner({ n8n, simulators }: Demo): Promise<void> {
	const email = 'owner@example.com';
	const password = `${randomBytes(12).toString('base64url')}A1`;
	const editor = await Editor.signUp(n8n, email, password);
	console.log('Importing the examples …');
	await setUpExamples(n8n, editor, simulators);
	console.log(`\nSign in to n8n with this account. It is told once:\n  Email     ${email}`);
	console.log(`  Password  ${password}`);
	console.log("  (Lost it? 'npm run demo' makes everything anew.)");
}

/** What a visitor fills in to make a credential of their own, and a call to try it with. */
function tellAccounts(simulators: Simulators): void {
	const { credentials, clientCredentials, serviceAccount } = simulators;
	const { custom, personr, giro, genLogs, rocketChat, oauth, serviceAccounts } = simulators;
	const of = (wanted: string) => credentials.find(({ type }) => type === wanted) as CredentialData;
	const keyFile = { ...serviceAccount.data, signingKey: `the text in ${KEY_FILE}` };
	const accounts = [
		account(of('personrApi'), {
			call: `POST ${personr.baseUrl}/api-applicant-status`,
			body: '{ "applicant_id": "applicant-1" }',
		}),
		account(of('customTokenApi'), { call: `GET ${custom.baseUrl}/orders/1`, kind: 'login' }),
		account(clientCredentials, { call: `GET ${oauth.baseUrl}/orders`, kind: 'OAuth2' }),
		account(
			{ ...serviceAccount, data: keyFile },
			{ call: `GET ${serviceAccounts.baseUrl}/orders`, kind: 'service account' },
		),
		account(of('giroApi'), { call: `GET ${giro.baseUrl}/orders` }),
		account(of('genLogsApi'), { call: `GET ${genLogs.origin}/alerts` }),
		account(of('rocketChatTokenApi'), { call: `GET ${rocketChat.baseUrl}/api/v1/me` }),
	];
	console.log(
		'\nThe APIs are simulated. To create credentials of your own, fill in these fields, and',
	);
	console.log('leave the others as they are. Then try the call in an HTTP Request node.\n');
	console.log(accounts.join('\n\n'));
}

async function serve(): Promise<void> {
	console.log('Starting the simulated APIs and n8n (about 10 seconds) …');
	const demo = await lastDemo();
	const { n8n, simulators, hasOwner } = demo;
	const stop = () => {
		console.log('\nStopping …');
		void n8n.stop();
	};
	process.on('SIGINT', stop);
	process.on('SIGTERM', stop);
	try {
		await n8n.start();
		if (!hasOwner) await makeOwner(demo);
		remember(demo, true);
		tellAccounts(simulators);
		console.log(`\nn8n is open at ${n8n.origin}/workflow/http-request`);
		console.log(
			"Sign in, and select 'Execute workflow' there. The other examples are under 'Personal'.",
		);
		console.log('Ctrl-C here stops everything.');
		await n8n.ended();
	} finally {
		await n8n.stop();
		await simulators.stop();
	}
}

serve().catch((error: Error & { code?: string }) => {
	const taken = error.code === 'EADDRINUSE';
	console.error(
		taken
			? "Another program uses a port of the demo's: is 'npm start' running already? If not, 'npm run demo' chooses new ports."
			: error.message,
	);
	process.exitCode = 1;
});
