import fc from 'fast-check';
import type { Lineage } from './batch.js';
import { recordId } from './record-id.js';

const scope = { job: 'OrderEvents', sinkUid: 'orders-http' };
const lineage: Lineage = { origin: { split: 'source/0', branch: '' }, position: 17, sub: '' };

describe('the id of a record', () => {
  it('is the same in every run and every version: letters and idempotency keys are made of it', () => {
    expect(recordId(scope, lineage, 'GET http://a/')).toBe('b044f066b9cbbcf15fbe67fcf8bb968a');
  });

  it('keeps true duplicates apart: the same content at two places', () => {
    expect(recordId(scope, { ...lineage, position: 18 }, 'x')).not.toBe(recordId(scope, lineage, 'x'));
  });

  it('keeps different content apart that was read at the same place', () => {
    expect(recordId(scope, lineage, 'y')).not.toBe(recordId(scope, lineage, 'x'));
  });

  it('differs when any part of it does, also where parts run into each other', () => {
    const part = fc.constantFrom('', '0', '1', '0.1', '"', ',', '/', 'source/0');
    const place = fc.record({
      job: part,
      sink: part,
      split: part,
      branch: part,
      position: fc.nat(20),
      sub: part,
      content: part,
    });
    const idOf = (p: {
      job: string;
      sink: string;
      split: string;
      branch: string;
      position: number;
      sub: string;
      content: string;
    }) =>
      recordId(
        { job: p.job, sinkUid: p.sink },
        { origin: { split: p.split, branch: p.branch }, position: p.position, sub: p.sub },
        p.content,
      );
    fc.assert(
      fc.property(place, place, (a, b) => {
        expect(idOf(a) === idOf(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });
});
