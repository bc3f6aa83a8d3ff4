import type { IDataObject } from 'n8n-workflow';

import { TriggerState } from '../../../tokens/operations/triggerState';

const state = (data: IDataObject = {}) => new TriggerState(data);

describe('what a trigger keeps in n8n', () => {
	test.each([undefined, null, '60000', 0, -1, Number.NaN, [], true])(
		'an interval of %j counts as unknown',
		(interval) => {
			expect(state({ interval } as IDataObject).interval).toBe(0);
		},
	);

	test('is the interval, which survives as JSON', () => {
		const data: IDataObject = {};
		state(data).interval = 60_000;
		expect(state(JSON.parse(JSON.stringify(data)) as IDataObject).interval).toBe(60_000);
	});

	test('is the last ten tokens, each once', () => {
		const data: IDataObject = {};
		const tokens = Array.from({ length: 11 }, (_, n) => `f${n}`);
		for (const token of tokens) {
			expect(state(data).isNew(token)).toBe(true);
			expect(state(data).isNew(token)).toBe(false);
		}
		expect(data.emitted).toEqual(tokens.slice(1));
		expect(state(data).isNew('f0')).toBe(true);
	});

	test.each([undefined, null, 'f1', { 0: 'f1' }, 5])(
		'is no token where the data is %j',
		(emitted) => {
			const data = { emitted } as IDataObject;
			expect(state(data).isNew('f1')).toBe(true);
			expect(data.emitted).toEqual(['f1']);
		},
	);

	test('drops entries that are no fingerprints', () => {
		const data = { emitted: ['f1', 5, null, { a: 1 }, 'f2'] } as IDataObject;
		expect(state(data).isNew('f2')).toBe(false);
		expect(state(data).isNew('f3')).toBe(true);
		expect(data.emitted).toEqual(['f1', 'f2', 'f3']);
	});

	test('is when a token was created, for that token alone', () => {
		const data: IDataObject = {};
		state(data).created('mine', 1_000);
		expect(state(data).createdAt('mine')).toBe(1_000);
		expect(state(data).createdAt('other')).toBeUndefined();
		expect(JSON.stringify(data)).not.toContain('mine');
		expect(state({ ...data, madeAt: '1000' }).createdAt('mine')).toBeUndefined();
		expect(state().createdAt('mine')).toBeUndefined();
	});
});

describe('a failure to renew', () => {
	test('is new for each token and reason, whatever times the reason holds', () => {
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
