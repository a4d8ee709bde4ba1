import type { Row, RowToPut } from '@weir/hbase-client';
import { sampleLetter } from '@weir/testing';
import { encodeLetter } from '../../codec/letter-codec.js';
import {
  decodeLetterRow,
  decodePosition,
  decodeResolutionRow,
  encodeLetterRow,
  encodeResolutionRow,
} from './letter-row.js';

const at = 1_700_000_000_000;
const url = 'http://127.0.0.1:8080?userId=(1&siteId=2)';

/** A row as it is read, from its key in hexadecimal and its columns. */
function rowOf(key: string, columns: Readonly<Record<string, Buffer>>): Row {
  const cells = Object.entries(columns).map(([qualifier, value]) => ({ family: 'cf', qualifier, value }));
  return { key: Buffer.from(key, 'hex'), cells };
}

/** What HBase gives back of a row that was put. */
function stored({ key, cells }: RowToPut): Row {
  return { key: Buffer.from(key), cells: cells.map((cell) => ({ ...cell, value: Buffer.from(cell.value) })) };
}

const streamParkRow = rowOf('7ffffe74301a97ff', {
  timestamp: Buffer.from('0000018bcfe56800', 'hex'),
  values: Buffer.from(url),
});

it('writes the columns of StreamPark byte for byte, and the letter beside them', () => {
  const letter = sampleLetter(1, { id: 'a1', url, lastAt: at });
  const { key, cells } = encodeLetterRow(letter);
  expect(Buffer.from(key).toString('hex')).toBe('7ffffe74301a97ff6131');
  expect(
    cells.map(({ family, qualifier, value }) => [`${family}:${qualifier}`, Buffer.from(value).toString('hex')]),
  ).toEqual([
    ['cf:letter', Buffer.from(encodeLetter(letter)).toString('hex')],
    ['cf:timestamp', '0000018bcfe56800'],
    ['cf:values', Buffer.from(url).toString('hex')],
  ]);
});

it('reads back what it wrote, and the position without the letter', () => {
  const letter = sampleLetter(1, { body: new Uint8Array([0, 255]) });
  const row = stored(encodeLetterRow(letter));
  expect(decodeLetterRow(row)).toEqual(letter);
  const withoutLetter = { ...row, cells: row.cells.filter(({ qualifier }) => qualifier !== 'letter') };
  expect(decodePosition(withoutLetter)).toEqual({ id: letter.id, lastAt: letter.lastAt });
});

it('reads a row of StreamPark as a letter without a method', () => {
  const letter = decodeLetterRow(streamParkRow);
  expect(letter).toMatchObject({ method: '', url, lastAt: at, firstAt: at, attempts: [], headers: {} });
  expect(decodePosition(streamParkRow)).toMatchObject({ id: letter.id, lastAt: at });
});

it('gives rows of StreamPark with other keys or records ids of their own', () => {
  const cells = { timestamp: Buffer.from('0000018bcfe56800', 'hex'), values: Buffer.from(url) };
  const rows = [
    streamParkRow,
    rowOf('7ffffe74301a97fe', cells),
    rowOf('7ffffe74301a97ff', { ...cells, values: Buffer.from(`${url}&again`) }),
  ];
  expect(new Set(rows.map((row) => decodeLetterRow(row).id)).size).toBe(3);
});

it('reads back a resolution', () => {
  const resolution = { id: 'a1', lastAt: at, at: at + 1, outcome: 'delivered' } as const;
  const row = stored(encodeResolutionRow(resolution));
  expect(row.key.toString('hex')).toBe('7ffffe74301a97ff6131');
  expect(decodeResolutionRow(row)).toEqual(resolution);
});

it.each([
  ['a key of ours without cf:letter', rowOf('7ffffe74301a97ff6131', { values: Buffer.from(url) }), /cf:letter/],
  ['a key of StreamPark without cf:timestamp', rowOf('7ffffe74301a97ff', { values: Buffer.from(url) }), /cf:timestamp/],
  ['a timestamp that is text', rowOf('00', { timestamp: Buffer.from('1'), values: Buffer.from(url) }), /8 bytes/],
])('refuses %s', (_, row, message) => {
  expect(() => decodeLetterRow(row)).toThrow(
    expect.objectContaining({
      code: 'LETTER_STORE_CORRUPT',
      message: expect.stringMatching(message) as string,
    }) as Error,
  );
});
