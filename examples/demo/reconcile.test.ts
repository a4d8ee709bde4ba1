import { sampleLetter } from '@weir/testing';
import { reconcile } from './reconcile.js';

const letterFor = (path: string, status: number) =>
  sampleLetter(1, { url: `http://target${path}`, attempts: [{ at: 0, durationMs: 1, status }] });
const taken = { seen: 1, taken: 1, answers: ['200'] };
const refused = { seen: 1, taken: 0, answers: ['404'] };

test('agrees when each record was taken or is a letter', () => {
  const log = new Map([
    ['/1', taken],
    ['/2', refused],
  ]);

  expect(reconcile(['/1', '/2'], [letterFor('/2', 404)], log)).toEqual([]);
});

test('finds a record that is nowhere, a letter with another answer, and what nobody sent', () => {
  const log = new Map([
    ['/2', refused],
    ['/9', taken],
  ]);

  expect(reconcile(['/1', '/2'], [letterFor('/2', 500)], log)).toEqual([
    '/1: lost, neither taken nor a letter',
    '/2: letter says 500, log 404',
    '/9: nobody sent such a record',
  ]);
});
