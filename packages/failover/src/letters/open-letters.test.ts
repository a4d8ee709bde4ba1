import type { DeadLetter } from '@weir/core';
import { sampleLetter } from '@weir/testing';
import fc from 'fast-check';
import { OpenLetters, Resolutions } from './open-letters.js';

type Version = Pick<DeadLetter, 'id' | 'lastAt'>;

function fold(letters: readonly Version[], settled: readonly Version[]): string[] {
  const resolutions = new Resolutions();
  for (const one of settled) resolutions.add(one);
  const open = new OpenLetters<number>(resolutions);
  letters.forEach((version, place) => {
    open.add(sampleLetter(0, version), place, 100);
  });
  return open.inOrder().map(({ id, lastAt }) => `${id}@${lastAt}`);
}

/** open = letters − resolutions, said in the most direct way. */
function openByDefinition(letters: readonly Version[], settled: readonly Version[]): string[] {
  const open = letters.filter(
    ({ id, lastAt }) =>
      !settled.some((one) => one.id === id && one.lastAt >= lastAt) &&
      !letters.some((other) => other.id === id && other.lastAt > lastAt),
  );
  const sorted = open.toSorted((a, b) => a.lastAt - b.lastAt || (a.id < b.id ? -1 : 1));
  return [...new Set(sorted.map(({ id, lastAt }) => `${id}@${lastAt}`))];
}

it('finds the open letters, whatever the order in which they were written', () => {
  const versions = fc.array(fc.record({ id: fc.constantFrom('a', 'b', 'c'), lastAt: fc.nat(5) }));
  fc.assert(
    fc.property(versions, versions, (letters, settled) => {
      expect(fold(letters, settled)).toEqual(openByDefinition(letters, settled));
    }),
  );
});

it('keeps the place of the version that counts', () => {
  const open = new OpenLetters<string>(new Resolutions());
  open.add(sampleLetter(1, { lastAt: 1 }), 'old', 100);
  open.add(sampleLetter(1, { lastAt: 2 }), 'new', 100);
  open.add(sampleLetter(1, { lastAt: 1 }), 'old again', 100);
  expect(open.inOrder().map(({ place }) => place)).toEqual(['new']);
});
