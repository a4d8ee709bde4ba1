import { sampleLetter } from '@weir/testing';
import { streamParkLetter, toStreamParkRecord } from './streampark-letter.js';

it('makes a letter of the URL and time that StreamPark stored, without a method', () => {
  const letter = streamParkLetter({ text: 'http://127.0.0.1:8080?userId=(1&siteId=2)', at: 1700000000000 }, '0/17');
  expect(letter).toMatchObject({
    id: expect.stringMatching(/^streampark-[0-9a-f]{32}$/) as string,
    method: '',
    url: 'http://127.0.0.1:8080?userId=(1&siteId=2)',
    firstAt: 1700000000000,
    lastAt: 1700000000000,
    attempts: [],
  });
});

it('gives equal records at different places different ids, and the same place the same one', () => {
  const record = { text: 'http://h/', at: 1 };
  const ids = ['0', '1', '0'].map((position) => streamParkLetter(record, position).id);
  expect(ids[0]).toBe(ids[2]);
  expect(ids[0]).not.toBe(ids[1]);
});

it.each([
  ['the URL', sampleLetter(1), sampleLetter(1).url],
  [
    'the record itself when it was malformed',
    sampleLetter(1, { reason: 'malformed-record', url: '', body: 'x y' }),
    'x y',
  ],
  ['its text when it was bytes', sampleLetter(1, { reason: 'malformed-record', body: Buffer.from('ü') }), 'ü'],
  ['the URL when a malformed record left nothing else', sampleLetter(1, { reason: 'malformed-record', url: 'u' }), 'u'],
])('would have been stored as %s', (_, letter, text) => {
  expect(toStreamParkRecord(letter)).toEqual({ text, at: letter.lastAt });
});
