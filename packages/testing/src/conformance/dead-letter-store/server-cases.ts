import { isWeirError, type DeadLetter, type DeadLetterStore } from '@weir/core';
import assert from 'node:assert/strict';
import { sampleLetter, sampleLetters } from '../sample-letter.js';
import { delivered, idsOf, readIds, type ServerStoreCase } from './store-case.js';

/** Appends as a sink does: again as long as the store is unavailable. */
async function appendPatiently(store: DeadLetterStore, letters: readonly DeadLetter[]): Promise<void> {
  for (;;) {
    try {
      await store.append(letters);
      return;
    } catch (error) {
      if (!isWeirError(error) || error.code !== 'LETTER_STORE_UNAVAILABLE') throw error;
    }
  }
}

/** What a store on a server promises besides. */
export const serverCases: readonly ServerStoreCase[] = [
  {
    name: 'has its letters and resolutions after a restart of the server, and goes on',
    async run({ store, reopen, restartServer }) {
      await store.append(sampleLetters(0, 100));
      await store.resolve([delivered(sampleLetter(0))]);
      await restartServer();
      await appendPatiently(store, sampleLetters(100, 110));
      assert.deepEqual(await readIds(store), idsOf(sampleLetters(1, 110)));
      assert.deepEqual(await readIds(await reopen()), idsOf(sampleLetters(1, 110)));
    },
  },
  {
    name: 'has what each of several processes was told that it has, also one that is killed while it writes',
    async run({ store, startWriter }) {
      const whole = [sampleLetters(1_000, 1_100), sampleLetters(2_000, 2_100)];
      const writers = whole.map((letters) => startWriter(letters));
      const ended = Promise.allSettled(writers.map(({ done }) => done));
      const killed = startWriter(sampleLetters(10_000, 20_000));
      const acknowledged: string[] = [];
      for await (const ids of killed.acknowledged) {
        acknowledged.push(...ids);
        if (acknowledged.length >= 30) killed.kill();
      }
      await store.append(sampleLetters(0, 100));
      for (const outcome of await ended) if (outcome.status === 'rejected') throw outcome.reason as Error;
      const ids = await readIds(store);
      assert.equal(ids.length, new Set(ids).size);
      const expected = [...acknowledged, ...idsOf([...whole.flat(), ...sampleLetters(0, 100)])];
      assert.deepEqual(
        expected.filter((id) => !ids.includes(id)),
        [],
      );
    },
  },
];
