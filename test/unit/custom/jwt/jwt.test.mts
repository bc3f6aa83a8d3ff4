import { createPrivateKey, createSecretKey } from 'node:crypto';

import fc from 'fast-check';
import { base64url, compactVerify, decodeProtectedHeader, importJWK, jwtVerify } from 'jose';

import { ALGORITHMS, type JwtAlgorithm } from '../../../../tokens/custom/jwt/algorithms';
import { claimsOf, signed, signJwt, type JwtDescription } from '../../../../tokens/custom/jwt/jwt';
import type { Json } from '../../../../tokens/http/json';
import { keyPairFor } from '../../../support/signingKeys.mts';

const NOW = Date.UTC(2027, 0, 15, 8, 0, 0, 999);
const SECRET = createSecretKey(
	Buffer.from('an invented secret that is long enough for HS512, 64 bytes in all'),
);

const keys = Object.fromEntries(
	ALGORITHMS.map((algorithm) => [
		algorithm,
		algorithm.startsWith('HS') ? { privateKey: SECRET, publicKey: SECRET } : keyPairFor(algorithm),
	]),
);

function described(algorithm: JwtAlgorithm, changes: Partial<JwtDescription> = {}): JwtDescription {
	const key = keys[algorithm].privateKey;
	const standard = { keyId: 'key-1', issuer: 'app', subject: 'ops@example.com', audience: 'api' };
	return { algorithm, key, ...standard, lifetime: 900_000, claims: {}, ...changes };
}

describe.each(ALGORITHMS)('%s', (algorithm) => {
	test('is accepted by jose, with its claims and its header', async () => {
		const description = described(algorithm, { claims: { scope: 'read', aud: ['a', 'b'] } });
		const jwt = signJwt(description, claimsOf(description, NOW));
		const { payload, protectedHeader } = await jwtVerify(jwt, keys[algorithm].publicKey, {
			algorithms: [algorithm],
			currentDate: new Date(NOW),
			issuer: 'app',
			subject: 'ops@example.com',
			audience: 'b',
		});
		expect(protectedHeader).toEqual({ alg: algorithm, typ: 'JWT', kid: 'key-1' });
		const iat = Math.floor(NOW / 1000);
		expect(payload).toMatchObject({ iat, exp: iat + 900, scope: 'read' });
	});

	test('is refused by jose once a character has changed', async () => {
		const description = described(algorithm);
		const jwt = signJwt(description, claimsOf(description, NOW));
		const [header, payload, signature] = jwt.split('.');
		const other = payload[20] === 'A' ? 'B' : 'A';
		const changed = [header, `${payload.slice(0, 20)}${other}${payload.slice(21)}`, signature];
		await expect(compactVerify(changed.join('.'), keys[algorithm].publicKey)).rejects.toThrow(
			'signature verification failed',
		);
	});
});

describe('claims', () => {
	test('that are not filled in are left out', () => {
		const empty = { keyId: '', issuer: '', subject: '', audience: '' };
		const description = described('HS256', empty);
		const claims = claimsOf(description, NOW);
		expect(Object.keys(claims)).toEqual(['iat', 'exp', 'jti']);
		expect(decodeProtectedHeader(signJwt(description, claims))).toEqual({
			alg: 'HS256',
			typ: 'JWT',
		});
	});

	test('have another jti each time', () => {
		const description = described('HS256');
		expect(claimsOf(description, NOW).jti).not.toBe(claimsOf(description, NOW).jti);
	});

	test('of the user’s own replace those of a standard name', () => {
		const claims = { iss: 'other', exp: 5, jti: 'fixed', box_sub_type: 'enterprise' };
		expect(claimsOf(described('HS256', { claims }), NOW)).toMatchObject(claims);
	});

	test('live for a second at least', () => {
		const { iat, exp } = claimsOf(described('HS256', { lifetime: 10 }), NOW);
		expect(Number(exp) - Number(iat)).toBe(1);
	});

	test('of any kind reach jose as they are', async () => {
		const jsonObject = fc.dictionary(fc.string(), fc.jsonValue()) as fc.Arbitrary<Json>;
		await fc.assert(
			fc.asyncProperty(jsonObject, fc.constantFrom(...ALGORITHMS), async (given, algorithm) => {
				const claims = JSON.parse(JSON.stringify(given)) as Json;
				const jwt = signJwt(described(algorithm), claims);
				const { payload } = await compactVerify(jwt, keys[algorithm].publicKey);
				expect(JSON.parse(Buffer.from(payload).toString('utf8'))).toEqual(claims);
			}),
			{ numRuns: 200 },
		);
	});
});

/** A key of an RFC's example, given as a JWK. */
const jwk = (key: Json) => createPrivateKey({ key, format: 'jwk' });

describe('the examples of the RFCs', () => {
	const payload = '{"iss":"joe",\r\n "exp":1300819380,\r\n "http://example.com/is_root":true}';

	test('RFC 7515, A.1: HS256', () => {
		const k =
			'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow';
		const key = createSecretKey(base64url.decode(k));
		expect(signed('{"typ":"JWT",\r\n "alg":"HS256"}', payload, 'HS256', key)).toBe(
			'eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9' +
				'.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ' +
				'.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
		);
	});

	test('RFC 7515, A.2: RS256', () => {
		const key = jwk({
			kty: 'RSA',
			n: 'ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ',
			e: 'AQAB',
			d: 'Eq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7_GQ5sLKMgvfTeXZx9SE-7YwVol2NXOoAJe46sui395IW_GO-pWJ1O0BkTGoVEn2bKVRUCgu-GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X0M_V51gfpRLI9JYanrC4D4qAdGcopV_0ZHHzQlBjudU2QvXt4ehNYTCBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl_x_jTj3ccPDVZFD9pIuhLhBOneufuBiB4cS98l2SR_RQyGWSeWjnczT0QU91p1DhOVRuOopznQ',
			p: '4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH_5IB3jw3bcxGn6QLvnEtfdUdiYrqBdss1l58BQ3KhooKeQTa9AB0Hw_Py5PJdTJNPY8cQn7ouZ2KKDcmnPGBY5t7yLc1QlQ5xHdwW1VhvKn-nXqhJTBgIPgtldC-KDV5z-y2XDwGUc',
			q: 'uQPEfgmVtjL0Uyyx88GZFF1fOunH3-7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYsp1ZSe7zFYHj7C6ul7TjeLQeZD_YwD66t62wDmpe_HlB-TnBA-njbglfIsRLtXlnDzQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdc',
			dp: 'BwKfV3Akq5_MFZDFZCnW-wzl-CCo83WoZvnLQwCTeDv8uzluRSnm71I3QCLdhrqE2e9YkxvuxdBfpT_PI7Yz-FOKnu1R6HsJeDCjn12Sk3vmAktV2zb34MCdy7cpdTh_YVr7tss2u6vneTwrA86rZtu5Mbr1C1XsmvkxHQAdYo0',
			dq: 'h_96-mK1R_7glhsum81dZxjTnYynPbZpHziZjeeHcXYsXaaMwkOlODsWa7I9xXDoRwbKgB719rrmI2oKr6N3Do9U0ajaHF-NKJnwgjMd2w9cjz3_-kyNlxAr2v4IKhGNpmM5iIgOS1VZnOZ68m6_pbLBSp3nssTdlqvd0tIiTHU',
			qi: 'IYd7DHOhrWvxkwPQsRM2tOgrjbcrfvtQJipd-DlcxyVuuM9sQLdgjVk2oy26F0EmpScGLq2MowX7fhd_QJQ3ydy5cY7YIBi87w93IKLEdfnbJtoOPLUW0ITrJReOgo1cq9SbsxYawBgfp_gh6A5603k2-ZQwVK0JKSHuLFkuQ3U',
		});
		expect(signed('{"alg":"RS256"}', payload, 'RS256', key)).toBe(
			'eyJhbGciOiJSUzI1NiJ9' +
				'.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ' +
				'.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw',
		);
	});

	// A signature with ECDSA is another one each time: what the RFC prints can only be compared in kind.
	test.each([
		[
			'RFC 7515, A.3: ES256',
			'ES256',
			{
				kty: 'EC',
				crv: 'P-256',
				x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
				y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
				d: 'jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI',
			},
			'DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q',
		],
		[
			'RFC 7515, A.4: ES512',
			'ES512',
			{
				kty: 'EC',
				crv: 'P-521',
				x: 'AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk',
				y: 'ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2',
				d: 'AY5pb7A0UFiB3RELSD64fTLOSV_jazdF7fLYyuTw8lOfRhWg6Y6rUrPAxerEzgdRhajnu0ferB0d53vM9mE15j2C',
			},
			'AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn',
		],
	] as const)('%s', async (_name, algorithm, { d, ...publicKey }, signature) => {
		const key = jwk({ ...publicKey, d });
		const jwt = signed(`{"alg":"${algorithm}"}`, payload, algorithm, key);
		expect(jwt.split('.')[2]).toHaveLength(signature.length);
		const verified = await compactVerify(jwt, await importJWK(publicKey, algorithm));
		expect(Buffer.from(verified.payload).toString()).toBe(payload);
	});

	test('RFC 8037, A.4: EdDSA', () => {
		const key = jwk({
			kty: 'OKP',
			crv: 'Ed25519',
			d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
			x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
		});
		expect(signed('{"alg":"EdDSA"}', 'Example of Ed25519 signing', 'EdDSA', key)).toBe(
			'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc' +
				'.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg',
		);
	});
});
