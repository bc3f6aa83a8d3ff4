import type { IDataObject } from 'n8n-workflow';

import { TriggerState } from '../../../tokens/operations/triggerState';

const state = (data: IDataObject = {}) => new TriggerState(data);

describe('what a trigger keeps in n8n', () => {
	test.each([undefined, null, '60000', 0, -1, Number.NaN, [], true])(
		'of an interval that is %j nothing is known',
		(interval) => {
			expect(state({ interval } as IDataObject).interval).toBe(0);
		},
	);

	test('is the interval', () => {
		const data: IDataObject = {};
		state(data).interval = 60_000;
		expect(state(JSON.parse(JSON.stringify(data)) as IDataObject).interval).toBe(60_000);
	});

	test('is each token once, and the last ten of them', () => {
		const data: IDataObject = {};
		const tokens = Array.from({ length: 11 }, (_, n) => `f${n}`);
		for (const token of tokens) {
			expect(state(data).isNew(token)).toBe(true);
			expect(state(data).isNew(token)).toBe(false);
		}
		expect(data.emitted).toEqual(tokens.slice(1));
		expect(state(data).isNew('f0')).toBe(true);
	});

	test.each([undefined, null, 'f1', { 0: 'f1' }, 5])('is none where it is %j', (emitted) => {
		const data = { emitted } as IDataObject;
		expect(state(data).isNew('f1')).toBe(true);
		expect(data.emitted).toEqual(['f1']);
	});

	test('is freed of what is no fingerprint', () => {
		const data = { emitted: ['f1', 5, null, { a: 1 }, 'f2'] } as IDataObject;
		expect(state(data).isNew('f2')).toBe(false);
		expect(state(data).isNew('f3')).toBe(true);
		expect(data.emitted).toEqual(['f1', 'f2', 'f3']);
	});

	test('is when a token was made, for that token alone', () => {
		const data: IDataObject = {};
		state(data).made('mine', 1_000);
		expect(state(data).madeAt('mine')).toBe(1_000);
		expect(state(data).madeAt('other')).toBeUndefined();
		expect(JSON.stringify(data)).not.toContain('mine');
		expect(state({ ...data, madeAt: '1000' }).madeAt('mine')).toBeUndefined();
		expect(state().madeAt('mine')).toBeUndefined();
	});
});

describe('a failure to renew', () => {
	test('is new for each token and reason, whatever the times in it', () => {
		const data: IDataObject = {};
		const isNew = (token: string, reason: string) => state(data).isNewFailure(token, reason);
		expect(isNew('a', 'down (503) until 2026-01-02')).toBe(true);
		expect(isNew('a', 'down (503) until 2027-10-12')).toBe(false);
		expect(isNew('a', 'down (503) until 2027-1-1')).toBe(false);
		expect(isNew('b', 'down (503) until 2026-01-02')).toBe(true);
		expect(isNew('a', 'down (502) until 2026-01-02')).toBe(true);
		expect(isNew('a', 'down (503) until -- ')).toBe(true);
		expect(isNew('a', 'down until 2026-01-02')).toBe(true);
	});
});
