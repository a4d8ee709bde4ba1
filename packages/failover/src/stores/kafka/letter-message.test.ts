import { sampleLetter } from '@weir/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeMessage, encodeMessage } from './letter-message.js';

const golden = JSON.parse(readFileSync(join(__dirname, 'golden', 'message.json'), 'utf8')) as unknown;
const letter = sampleLetter(1, { url: 'http://h/?q="Zoë"', body: Uint8Array.from([0, 255]), key: 'k' });

it("writes a letter as the golden message, StreamPark's fields first", () => {
  const text = encodeMessage(letter);
  expect(JSON.parse(text)).toEqual(golden);
  expect(Object.keys(JSON.parse(text) as object).slice(0, 2)).toEqual(['values', 'timestamp']);
});

it('reads the golden message', () => {
  expect(decodeMessage(JSON.stringify(golden), '0/0')).toEqual([letter]);
});

/** As StreamPark's FailoverWriter puts a message together. */
function streamPark(...records: readonly string[]): string {
  const values = records.map((record) => ` "${record.replaceAll('"', '\\"')}" `).join(',');
  return `\n{\n"values":[${values}],\n"timestamp":1700000000000\n}\n`;
}

it.each([
  ['a URL', 'http://127.0.0.1:8080?userId=(1&siteId=2)'],
  ['quotes and backslashes, which make it no JSON', 'http://h/?a="b"&c=\\d\\n'],
  ['a line break', 'http://h/?a=\nb'],
  ['nothing', ''],
])('reads what StreamPark wrote of %s', (_, record) => {
  expect(decodeMessage(streamPark(record), '3/17')).toMatchObject([
    { url: record, method: '', lastAt: 1700000000000, firstAt: 1700000000000, attempts: [] },
  ]);
});

it('makes a letter of each record in a message of StreamPark, with ids of their place', () => {
  const letters = decodeMessage(streamPark('a', 'b"', 'a'), '3/17');
  expect(letters.map(({ url }) => url)).toEqual(['a', 'b"', 'a']);
  expect(new Set(letters.map(({ id }) => id)).size).toBe(3);
  expect(decodeMessage(streamPark('a', 'b"', 'a'), '3/17')).toEqual(letters);
  expect(decodeMessage(streamPark('a'), '3/18')[0]?.id).not.toBe(letters[0]?.id);
});

it('reads the same fields in any other layout', () => {
  expect(decodeMessage(' { "timestamp" : 5 ,\t"values":["http://h/?a=\\u0062"], "more": 1 } ', '0/0')).toMatchObject([
    { url: 'http://h/?a=b', lastAt: 5 },
  ]);
});

it.each([
  '',
  'text',
  '{"values":["a"]}',
  '{"values":"a","timestamp":1}',
  '[]',
  'null',
  '{"v":1,"values":["a"],"timestamp":1}',
])('does not take %j for a letter', (text) => {
  expect(() => decodeMessage(text, '0/0')).toThrow(expect.objectContaining({ code: 'LETTER_STORE_CORRUPT' }) as Error);
});
