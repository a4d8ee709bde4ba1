import type { DeadLetter, DeadLetterStore, LetterFilter } from '@weir/core';
import assert from 'node:assert/strict';
import { sampleLetter, sampleLetters, sampleTime } from '../sample-letter.js';
import { delivered, idsOf, readIds, type StoreCase } from './store-case.js';

const attempt = { at: sampleTime, durationMs: 5 };

/** Letter 2 differs from letters 1 and 3 in whatever can be asked for. */
const differing: readonly DeadLetter[] = [
  sampleLetter(1),
  sampleLetter(2, {
    job: 'invoices',
    sink: 'invoices-http',
    key: 'customer-7',
    url: 'https://user@example.org:8443/a?b=http://127.0.0.1:8080/',
    reason: 'rejected',
    attempts: [
      { ...attempt, status: 500 },
      { ...attempt, status: 404 },
    ],
  }),
  sampleLetter(3, {
    attempts: [
      { ...attempt, status: 404 },
      { ...attempt, error: 'timeout' },
    ],
  }),
];

const [first, second, third] = ['letter-000001', 'letter-000002', 'letter-000003'] as const;

const filters: readonly (readonly [string, LetterFilter, readonly string[]])[] = [
  ['ids', { ids: [second, 'letter-999999', first] }, [first, second]],
  ['an empty list of ids', { ids: [] }, []],
  ['job', { job: 'invoices' }, [second]],
  ['sink', { sink: 'invoices-http' }, [second]],
  ['host with port', { host: 'example.org:8443' }, [second]],
  ['the status of the last attempt', { status: 404 }, [second]],
  ['reason', { reason: 'rejected' }, [second]],
  ['key', { key: 'customer-7' }, [second]],
  ['since, from that time on', { since: sampleTime + 2000 }, [second, third]],
  ['until, before that time', { until: sampleTime + 2000 }, [first]],
  ['several parts, all of which must match', { since: sampleTime + 2000, job: 'orders' }, [third]],
  ['no part at all', {}, [first, second, third]],
];

const filterCases = filters.map(([part, filter, expected]): StoreCase => {
  return {
    name: `filters by ${part}`,
    async run({ store }) {
      await store.append(differing);
      assert.deepEqual(await readIds(store, { filter }), expected);
    },
  };
});

/** Up to `size` ids behind `after`, and the cursor of the last one. */
async function readPage(store: DeadLetterStore, size: number, after?: string) {
  const ids: string[] = [];
  let cursor = after;
  for await (const stored of store.read(after === undefined ? {} : { after })) {
    ids.push(stored.letter.id);
    cursor = stored.cursor;
    if (ids.length === size) break;
  }
  return { ids, cursor };
}

/** What `read` promises. */
export const readingCases: readonly StoreCase[] = [
  {
    name: 'gives nothing where nobody has written',
    async run({ store }) {
      assert.deepEqual(await readIds(store), []);
    },
  },
  ...filterCases,
  {
    name: 'filters by the newest version of a letter only',
    async run({ store }) {
      await store.append([sampleLetter(1, { reason: 'rejected' })]);
      await store.append([sampleLetter(1, { reason: 'abandoned', lastAt: sampleTime + 60_000 })]);
      assert.deepEqual(await readIds(store, { filter: { reason: 'rejected' } }), []);
      assert.deepEqual(await readIds(store, { filter: { reason: 'abandoned' } }), [first]);
    },
  },
  {
    name: 'goes on behind a cursor, also for another instance and while letters arrive',
    async run({ store, reopen }) {
      const other = await reopen();
      await store.append(sampleLetters(0, 10));
      const one = await readPage(store, 4);
      await other.append(sampleLetters(10, 20));
      const two = await readPage(other, 8, one.cursor);
      await store.append(sampleLetters(20, 22));
      const three = await readPage(store, 100, two.cursor);
      assert.deepEqual([one.ids.length, two.ids.length], [4, 8]);
      assert.deepEqual([...one.ids, ...two.ids, ...three.ids], idsOf(sampleLetters(0, 22)));
      assert.deepEqual((await readPage(store, 100, three.cursor)).ids, []);
    },
  },
  {
    name: 'gives every letter once that was there when the read began, while others write and settle',
    async run({ store, reopen }) {
      const other = await reopen();
      await store.append(sampleLetters(0, 600));
      const ids: string[] = [];
      for await (const { letter } of store.read()) {
        ids.push(letter.id);
        if (ids.length % 100 !== 0) continue;
        await other.append(sampleLetters(1000 + ids.length, 1010 + ids.length));
        await other.resolve([delivered(letter)]);
      }
      const old = ids.filter((id) => id < sampleLetter(600).id);
      assert.deepEqual(old, idsOf(sampleLetters(0, 600)));
    },
  },
  {
    name: 'gives every open letter once, of more than a reader keeps in memory, while a purge moves them',
    async run({ store, reopen }) {
      const other = await reopen();
      const letters = sampleLetters(0, 900).map((letter) => ({ ...letter, body: 'x'.repeat(90_000) }));
      for (let from = 0; from < letters.length; from += 100) await store.append(letters.slice(from, from + 100));
      const settled = letters.filter((_, index) => index >= 200 && index % 10 === 0);
      const ids: string[] = [];
      for await (const { letter } of store.read()) {
        if (ids.push(letter.id) !== 100) continue;
        await other.resolve(settled.map(delivered));
        assert.equal(await other.purge({ olderThan: sampleLetter(900).lastAt }), settled.length);
      }
      // What is settled while it is read may be given or not.
      const settledIds = new Set(idsOf(settled));
      const open = (id: string): boolean => !settledIds.has(id);
      assert.deepEqual(ids.filter(open), idsOf(letters).filter(open));
      assert.equal(new Set(ids).size, ids.length);
    },
  },
];
