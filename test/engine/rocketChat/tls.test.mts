import type { IDataObject } from 'n8n-workflow';

import { RocketChatTokenApi } from '../../../credentials/RocketChatTokenApi.credentials';
import { selfSigned } from '../../support/certificate.mts';
import { testCredential } from '../../support/credentialTest.mts';
import { httpsFront, type HttpsFront } from '../../support/httpsFront.mts';
import { itemOf, run, server, useWorld, world } from '../../support/rocketChatNode.mts';
import { failureOf } from '../../support/world.mts';

useWorld();

let front: HttpsFront;

beforeEach(async () => {
	front = await httpsFront(server.origin);
	server.tokens.set('n8n-reports', 'invented-token-of-reports');
});
afterEach(async () => await front.stop());

/** Saves the credential for the server behind its own certificate. */
function save(tls?: IDataObject): void {
	world.save('rocketChat', { serverUrl: front.origin, ...(tls && { settings: { tls } }) });
}

const tested = async () =>
	await testCredential(world.engine, new RocketChatTokenApi(), 'rocketChat');

/** The form in which a certificate is pasted. */
const FORMS: Array<[string, (cert: string) => string]> = [
	['as it is', (cert) => cert],
	['before another', (cert) => `${cert}\n${selfSigned().cert}`],
	['on one line', (cert) => cert.replace(/\n/g, ' ')],
	['on one line without spaces', (cert) => cert.replace(/\n/g, '')],
	['as JSON text', (cert) => JSON.stringify(cert).slice(1, -1)],
	['with words around it', (cert) => `subject=CN = localhost\n${cert}\n`],
];

/** What makes the package's own requests accept the server. */
const ACCEPTING: Array<[string, () => IDataObject]> = [
	["'Ignore SSL Issues'", () => ({ ignoreSslIssues: true })],
	...FORMS.map(([name, form]): [string, () => IDataObject] => [
		`'CA Certificate' ${name}`,
		() => ({ caCertificate: form(front.cert) }),
	]),
];

test.each([
	['no settings', () => undefined],
	['blank settings', () => ({ ignoreSslIssues: false, caCertificate: '' })],
	['the certificate of another server', () => ({ caCertificate: selfSigned().cert })],
])('with %s, the server is not trusted', async (_name, tls) => {
	save(tls());
	const said = failureOf(await run('getMany'));
	expect(said).toContain('its certificate is not trusted');
	expect(said).toContain("in 'TLS' under 'Settings'");
	expect((await tested()).status).toBe('Error');
	expect(server.arrived).toEqual([]);
});

describe.each(ACCEPTING)('with %s', (_name, tls) => {
	beforeEach(() => save(tls()));

	test('the node makes a token', async () => {
		const { accessToken } = itemOf(await run('generate', { tokenName: 'nightly' }));
		expect(accessToken).toBe(server.tokens.get('nightly'));
	});

	test('the credential test passes', async () => {
		expect(await tested()).toMatchObject({ status: 'OK' });
	});

	test.each(['legacy', 'modern'])(
		"a user's own request goes by its own settings (%s helper)",
		async (helper) => {
			const { json } = await world.call('rocketChat', `${front.origin}/api/v1/me`, { helper });
			expect(JSON.stringify(json)).toMatch(/self-signed certificate|SELF_SIGNED/i);
			expect(server.arrived).toEqual([]);
		},
	);
});

test.each([
	['CA Certificate', { caCertificate: 'certificate.pem' }],
	['CA Certificate', { caCertificate: '-----BEGIN CERTIFICATE-----AAAA-----END CERTIFICATE-----' }],
	['CA Certificate', { caCertificate: 7 }],
	['Ignore SSL Issues (Insecure)', { ignoreSslIssues: 'yes' }],
])("'%s' that is wrong is refused: %j", async (label, tls) => {
	save(tls);
	expect(failureOf(await run('getMany'))).toContain(
		`'${label}' under 'Settings' of the Rocket.Chat Token API credential`,
	);
	expect(server.arrived).toEqual([]);
});
