import type { DeadLetter } from '@weir/core';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeLetter, encodeLetter } from './letter-codec.js';

const full: DeadLetter = {
  id: '0f343b0931126a20f133d67c2b018a3b',
  job: 'orders',
  sink: 'orders-http',
  subtask: 3,
  key: 'customer-7',
  idempotencyKey: '0f343b0931126a20f133d67c2b018a3b',
  method: 'POST',
  url: 'http://127.0.0.1:8080/orders?userId=(1&siteId=2)&name=Zoë "the" \\ 漢',
  headers: { 'content-type': 'application/json', 'x-trace': 'a b' },
  removedHeaders: ['authorization', 'cookie'],
  contentType: 'application/json',
  body: '{"name":"Zoë"}\n',
  attempts: [
    { at: 1714521600000, durationMs: 2000, error: 'timeout', message: 'no answer within 2000 ms' },
    { at: 1714521602500, durationMs: 12.5, status: 503, responseHead: '<html>busy</html>', retryAfter: '120' },
  ],
  firstAt: 1714521599000,
  lastAt: 1714521602513,
  reason: 'retries-exhausted',
  detail: '503 Service Unavailable',
};

const malformed: DeadLetter = {
  id: '5d41402abc4b2a76b9719d911017c592',
  job: 'orders',
  sink: 'orders-http',
  subtask: 0,
  idempotencyKey: '5d41402abc4b2a76b9719d911017c592',
  method: '',
  url: '',
  headers: {},
  removedHeaders: [],
  attempts: [],
  firstAt: 1714521600000,
  lastAt: 1714521600000,
  reason: 'malformed-record',
  detail: 'the record is empty',
};

const golden: Readonly<Record<string, DeadLetter>> = {
  'letter-full': full,
  'letter-malformed': malformed,
  'letter-bytes': { ...full, body: Uint8Array.of(0, 1, 127, 128, 254, 255), contentType: 'application/octet-stream' },
};

/** Golden files are laid out for people; a store has each on one line. */
function goldenLine(name: string): string {
  return JSON.stringify(JSON.parse(readFileSync(join(__dirname, 'golden', `${name}.json`), 'utf8')));
}

describe.each(Object.entries(golden))('the golden file %s', (name, letter) => {
  it('is what the letter is written as', () => {
    expect(encodeLetter(letter)).toBe(goldenLine(name));
  });

  it('is read as the letter', () => {
    expect(decodeLetter(goldenLine(name))).toEqual(letter);
  });
});

it('reads a letter that carries fields of a later build of the same version', () => {
  expect(decodeLetter(JSON.stringify({ ...JSON.parse(goldenLine('letter-full')), tenant: 'a' }))).toEqual(full);
});

it('keeps bytes that are a window of a larger buffer', () => {
  const body = new Uint8Array(Uint8Array.of(9, 1, 2, 9).buffer, 1, 2);
  expect(decodeLetter(encodeLetter({ ...full, body })).body).toEqual(Uint8Array.of(1, 2));
});

it('refuses a newer format and says what to use', () => {
  const newer = JSON.stringify({ ...JSON.parse(goldenLine('letter-full')), v: 2 });
  expect(() => decodeLetter(newer)).toThrow(
    expect.objectContaining({
      code: 'LETTER_VERSION_UNSUPPORTED',
      message: expect.stringMatching(/version 2; .* reads up to 1\. Use a newer Weir/) as string,
    }) as Error,
  );
});

it.each([
  ['text that is not JSON', '{"v":1,', /This is no dead letter: .*JSON/],
  ['JSON that is no object', '17', /no format version/],
  ['another kind of object', '{"hello":1}', /no format version/],
  ['a letter without an id', '{"v":1}', /id: /],
  ['an unknown reason', goldenLine('letter-full').replace('retries-exhausted', 'bored'), /reason: /],
  ['bytes that are not base64', goldenLine('letter-bytes').replace('AAF/gP7/', '%'), /bodyBase64: /],
])('refuses %s, naming what is wrong', (_, text, message) => {
  expect(() => decodeLetter(text)).toThrow(
    expect.objectContaining({
      code: 'LETTER_STORE_CORRUPT',
      message: expect.stringMatching(message) as string,
    }) as Error,
  );
});
