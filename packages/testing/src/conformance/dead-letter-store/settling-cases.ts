import assert from 'node:assert/strict';
import { sampleLetter, sampleLetters } from '../sample-letter.js';
import { assertLetters, delivered, idsOf, readLetters, readIds, type StoreCase } from './store-case.js';

const letter = sampleLetter(1);
const failedAgain = sampleLetter(1, { lastAt: letter.lastAt + 60_000, detail: 'failed in a replay' });
const middle = sampleLetter(5).lastAt;

/** What `resolve` and `purge` promise. */
export const settlingCases: readonly StoreCase[] = [
  {
    name: 'gives a letter no more that was resolved, to no instance',
    async run({ store, reopen }) {
      await store.append(sampleLetters(0, 4));
      await store.resolve([delivered(sampleLetter(1)), { ...delivered(sampleLetter(2)), outcome: 'discarded' }]);
      assert.deepEqual(await readIds(store), idsOf([sampleLetter(0), sampleLetter(3)]));
      assert.deepEqual(await readIds(await reopen()), idsOf([sampleLetter(0), sampleLetter(3)]));
    },
  },
  {
    name: 'takes resolutions of nothing, of unknown letters and a second time',
    async run({ store }) {
      await store.append([letter]);
      await store.resolve([]);
      await store.resolve([delivered(letter), delivered(sampleLetter(99))]);
      await store.resolve([delivered(letter)]);
      assert.deepEqual(await readIds(store), []);
    },
  },
  {
    name: 'keeps the resolutions of callers that do not wait for each other',
    async run({ store, reopen }) {
      await store.append(sampleLetters(0, 200));
      const other = await reopen();
      const resolutions = sampleLetters(0, 199).map(delivered);
      await Promise.all(resolutions.map((one, index) => (index % 2 === 0 ? store : other).resolve([one])));
      assert.deepEqual(await readIds(await reopen()), [sampleLetter(199).id]);
    },
  },
  {
    name: 'stays settled when the same letter is appended once more',
    async run({ store }) {
      await store.append([letter]);
      await store.resolve([delivered(letter)]);
      await store.append([letter]);
      assert.deepEqual(await readIds(store), []);
    },
  },
  {
    name: 'opens a letter again that failed after its resolution',
    async run({ store, reopen }) {
      await store.append([letter]);
      await store.resolve([delivered(letter)]);
      await store.append([failedAgain]);
      assertLetters(await readLetters(await reopen()), [failedAgain]);
    },
  },
  {
    name: 'does not let the resolution of an older version settle a newer one',
    async run({ store }) {
      await store.append([failedAgain]);
      await store.resolve([delivered(letter)]);
      assertLetters(await readLetters(store), [failedAgain]);
      await store.resolve([delivered(failedAgain)]);
      assert.deepEqual(await readIds(store), []);
    },
  },
  {
    name: 'purges settled letters before a time and says how many',
    async run({ store, reopen }) {
      await store.append(sampleLetters(0, 10));
      await store.resolve([1, 2, 7].map((number) => delivered(sampleLetter(number))));
      assert.equal(await store.purge({ olderThan: middle }), 2);
      assert.equal(await store.purge({ olderThan: middle }), 0);
      assert.deepEqual(
        await readIds(await reopen()),
        idsOf([0, 3, 4, 5, 6, 8, 9].map((number) => sampleLetter(number))),
      );
      assert.equal(await store.purge({ olderThan: sampleLetter(10).lastAt }), 1);
    },
  },
  {
    name: 'purges open letters before a time only when it is told to',
    async run({ store, reopen }) {
      await store.append(sampleLetters(0, 10));
      assert.equal(await store.purge({ olderThan: middle }), 0);
      assert.equal(await store.purge({ olderThan: middle, open: true }), 5);
      assert.deepEqual(await readIds(await reopen()), idsOf(sampleLetters(5, 10)));
    },
  },
  {
    name: 'takes a letter that fails again after it was purged',
    async run({ store }) {
      await store.append([letter]);
      await store.resolve([delivered(letter)]);
      assert.equal(await store.purge({ olderThan: letter.lastAt + 1 }), 1);
      await store.append([failedAgain]);
      assertLetters(await readLetters(store), [failedAgain]);
    },
  },
  {
    name: 'loses no letter that another instance writes while it purges',
    async run({ store, reopen }) {
      const other = await reopen();
      const settled = sampleLetters(0, 200);
      for (let from = 0; from < 200; from += 20) {
        const batch = settled.slice(from, from + 20);
        await other.append(batch);
        await Promise.all([
          store.resolve(batch.map(delivered)).then(() => store.purge({ olderThan: sampleLetter(200).lastAt })),
          ...sampleLetters(1000 + from, 1020 + from).map((open) => other.append([open])),
        ]);
      }
      assert.deepEqual(await readIds(await reopen()), idsOf(sampleLetters(1000, 1200)));
    },
  },
];
