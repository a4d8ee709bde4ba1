import { isWeirError } from '@weir/core';
import assert from 'node:assert/strict';
import { sampleLetter, sampleLetters } from '../sample-letter.js';
import { delivered, idsOf, readIds, type StoreCase } from './store-case.js';

function isUnavailable(error: unknown): boolean {
  assert.ok(isWeirError(error), `expected a WeirError, got ${String(error)}`);
  assert.equal(error.code, 'LETTER_STORE_UNAVAILABLE');
  return true;
}

/** What `probe`, `close` and `description` promise. */
export const lifeCycleCases: readonly StoreCase[] = [
  {
    name: 'says what and where it is',
    run({ store }) {
      assert.match(store.description, /\S/);
      return Promise.resolve();
    },
  },
  {
    name: 'can be probed at any time, and no letter comes of it',
    async run({ store, reopen }) {
      await store.probe();
      assert.deepEqual(await readIds(store), []);
      await store.append([sampleLetter(1)]);
      await Promise.all([store.probe(), (await reopen()).probe()]);
      assert.deepEqual(await readIds(await reopen()), [sampleLetter(1).id]);
    },
  },
  {
    name: 'finishes what was appended before it closes, and may be closed again',
    async run({ store, reopen }) {
      const letters = sampleLetters(0, 50);
      const appends = letters.map((letter) => store.append([letter]));
      await Promise.all([store.close(), store.close()]);
      await Promise.all(appends);
      await store.close();
      assert.deepEqual(new Set(await readIds(await reopen())), new Set(idsOf(letters)));
    },
  },
  {
    name: 'may be closed without having been used',
    async run({ store }) {
      await store.close();
    },
  },
  {
    name: 'refuses every use after it was closed',
    async run({ store }) {
      await store.close();
      await assert.rejects(store.append([sampleLetter(1)]), isUnavailable);
      await assert.rejects(store.resolve([delivered(sampleLetter(1))]), isUnavailable);
      await assert.rejects(readIds(store), isUnavailable);
      await assert.rejects(store.purge({ olderThan: 0 }), isUnavailable);
      await assert.rejects(store.probe(), isUnavailable);
    },
  },
];
