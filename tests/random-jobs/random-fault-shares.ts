import type { FaultShare } from '@weir/testing';
import fc from 'fast-check';

/** Everything that can go wrong with one request, but for silence: that takes as long as a time-out. */
const answers: readonly FaultShare['answer'][] = [
  503,
  { kind: 'status', status: 429, headers: { 'Retry-After': '0' } },
  404,
  { kind: 'reset' },
  { kind: 'reset', taken: true },
  { kind: 'close' },
  { kind: 'truncated', status: 200, body: 'cut off here' },
  { kind: 'garbage' },
  (random) => ({ kind: 'status', status: 200, delayMs: Math.floor(random() * 30) }),
];

/** Any of them, each with a share of the requests of its own. */
export const randomFaultShares: fc.Arbitrary<readonly FaultShare[]> = fc
  .subarray([...answers])
  .chain((chosen) => fc.tuple(...chosen.map((answer) => fc.record({ share: share, answer: fc.constant(answer) }))));

/** So that all of them together leave some requests alone. */
const share = fc.double({ min: 0, max: 0.8 / answers.length, noNaN: true });
