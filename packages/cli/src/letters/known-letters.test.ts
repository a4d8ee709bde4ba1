import { sampleLetter } from '@weir/testing';
import { KnownLetters } from './known-letters.js';

it('keeps all letters in their order, or none when they are too large together', () => {
  const known = new KnownLetters();
  const [small, other] = [sampleLetter(1), sampleLetter(2)];
  known.add(small);
  known.add(other);
  expect(known.all).toEqual([small, other]);
  known.add(sampleLetter(3, { body: new Uint8Array(32 * 1024 * 1024) }));
  expect(known.all).toBeUndefined();
  known.add(sampleLetter(4));
  expect(known.all).toBeUndefined();
});
