import { describeRecord, lineageAt, pickRecords, type Batch } from './batch.js';

const batch: Batch<string> = {
  origin: { split: 'source/0', branch: '1' },
  values: ['a', 'b', 'c'],
  positions: [10, 11, 11],
  subs: ['0', '0', '1'],
  keys: ['x', 'y', 'z'],
};

describe('records picked out of a batch', () => {
  it('keep every column', () => {
    expect(pickRecords(batch, [0, 2])).toEqual({
      origin: { split: 'source/0', branch: '1' },
      values: ['a', 'c'],
      positions: [10, 11],
      subs: ['0', '1'],
      keys: ['x', 'z'],
    });
  });

  it('are the batch itself when it is all of them, and nothing when it is none', () => {
    expect(pickRecords(batch, [0, 1, 2])).toBe(batch);
    expect(pickRecords(batch, [])).toBeUndefined();
  });

  it('are told apart in messages', () => {
    expect(describeRecord(lineageAt(batch, 2))).toBe('record 11 (output 1) of source/0');
    const { origin, values, positions } = batch;
    expect(describeRecord(lineageAt({ origin, values, positions }, 0))).toBe('record 10 of source/0');
  });
});
