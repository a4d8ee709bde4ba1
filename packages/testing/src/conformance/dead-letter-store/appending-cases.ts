import assert from 'node:assert/strict';
import { sampleLetter, sampleLetters } from '../sample-letter.js';
import { assertLetters, idsOf, readLetters, readIds, type StoreCase } from './store-case.js';

const fullLetter = sampleLetter(1, {
  key: 'customer-7',
  contentType: 'application/json',
  body: '{"number":1}',
  attempts: [
    { at: 1, durationMs: 2000, error: 'timeout', message: 'no answer within 2000 ms' },
    { at: 2, durationMs: 7, status: 503, responseHead: 'busy', retryAfter: 'Wed, 01 May 2024 00:00:00 GMT' },
  ],
});

const strange =
  '"quotes" \\ back\\\\slash \'single\' `tick` ünïcödé 漢字 עברית 🦦 e\u0301 \u2028 \t tab \n break \r end |x $1 %s';

const bodies: Readonly<Record<string, string | Uint8Array>> = {
  'of 1 MiB': 'é'.repeat(512 * 1024),
  'of 1 MiB of bytes': Uint8Array.from({ length: 1024 * 1024 }, (_, index) => (index * 31) % 256),
  'with every byte there is': Uint8Array.from({ length: 256 }, (_, index) => index),
  'that are empty text': '',
  'that are no bytes': new Uint8Array(),
};

const bodyCases = Object.entries(bodies).map(([kind, body]): StoreCase => {
  return {
    name: `keeps bodies ${kind}`,
    async run({ store, reopen }) {
      const letter = sampleLetter(1, { body });
      await store.append([letter]);
      assertLetters(await readLetters(await reopen()), [letter]);
    },
  };
});

/** What `append` promises. */
export const appendingCases: readonly StoreCase[] = [
  {
    name: 'gives a letter to another instance, field by field, once it was acknowledged',
    async run({ store, reopen }) {
      await store.append([fullLetter]);
      assertLetters(await readLetters(await reopen()), [fullLetter]);
    },
  },
  {
    name: 'keeps every letter of a batch, oldest first',
    async run({ store, reopen }) {
      const letters = sampleLetters(0, 25);
      await store.append(letters);
      assertLetters(await readLetters(await reopen()), letters);
    },
  },
  {
    name: 'takes no letters at all without a complaint',
    async run({ store }) {
      await store.append([]);
      assert.deepEqual(await readIds(store), []);
    },
  },
  {
    name: 'keeps the letters of callers that do not wait for each other',
    async run({ store, reopen }) {
      const letters = sampleLetters(0, 300);
      await Promise.all(letters.map((letter) => store.append([letter])));
      assert.deepEqual(new Set(await readIds(await reopen())), new Set(idsOf(letters)));
    },
  },
  {
    name: 'gives a letter once that was appended twice',
    async run({ store, reopen }) {
      const other = await reopen();
      await store.append([sampleLetter(1), sampleLetter(1)]);
      await other.append([sampleLetter(1)]);
      assertLetters(await readLetters(store), [sampleLetter(1)]);
    },
  },
  {
    name: 'gives the newest version of a letter, whichever was appended last',
    async run({ store }) {
      const newer = sampleLetter(1, { lastAt: fullLetter.lastAt + 9000, detail: '502 Bad Gateway' });
      await store.append([sampleLetter(1)]);
      await store.append([newer]);
      await store.append([sampleLetter(1)]);
      assertLetters(await readLetters(store), [newer]);
    },
  },
  {
    name: 'keeps text of any script and any punctuation',
    async run({ store, reopen }) {
      const letter = sampleLetter(1, {
        url: `http://127.0.0.1/${strange}`,
        key: strange,
        headers: { 'x-note': strange },
        body: `${strange}\u0000`,
        detail: strange,
      });
      await store.append([letter]);
      assertLetters(await readLetters(await reopen()), [letter]);
    },
  },
  ...bodyCases,
  {
    name: 'keeps 10,000 letters, each once',
    async run({ store, reopen }) {
      const letters = sampleLetters(0, 10_000);
      for (let from = 0; from < letters.length; from += 500) await store.append(letters.slice(from, from + 500));
      assert.deepEqual(await readIds(await reopen()), idsOf(letters));
    },
  },
  {
    name: 'keeps the letters of several instances that write at the same time',
    async run({ store, reopen }) {
      const instances = [store, await reopen(), await reopen(), await reopen()];
      const write = async (instance: (typeof instances)[number], first: number): Promise<void> => {
        for (let round = 0; round < 25; round++) {
          await instance.append(sampleLetters(first + round * 10, first + round * 10 + 10));
        }
      };
      await Promise.all(instances.map((instance, index) => write(instance, index * 250)));
      const ids = await readIds(await reopen());
      assert.equal(ids.length, 1000);
      assert.deepEqual(new Set(ids), new Set(idsOf(sampleLetters(0, 1000))));
    },
  },
];
