import { sampleLetter } from '@weir/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { escape } from 'mysql2';
import { decodeLetter } from '../../codec/letter-codec.js';
import { sizeOfRow, toLetterRow, toResolutionRow } from './letter-row.js';

const letter = sampleLetter(1, { url: 'http://h/?q="Zoë"', body: Uint8Array.from([0, 255]), key: 'k' });

function golden(name: string): unknown {
  return JSON.parse(readFileSync(join(__dirname, 'golden', name), 'utf8'));
}

it('writes a letter as the golden row', () => {
  const { envelope, ...columns } = toLetterRow(letter);
  expect({ ...columns, envelope: JSON.parse(envelope) as unknown }).toEqual(golden('letter-row.json'));
  expect(decodeLetter(envelope)).toEqual(letter);
});

it('writes a resolution as the golden row', () => {
  const { id, lastAt } = letter;
  const row = toResolutionRow({ id, lastAt, at: lastAt + 1, outcome: 'discarded' });
  expect(row).toEqual(golden('resolution-row.json'));
});

it('knows the size of a row in a statement', () => {
  const strange = sampleLetter(1, { url: '\0\b\t\n\r\x1a"\'\\ plain 漢 🦦', body: '"\\'.repeat(1000) });
  const { values, timestamp, id, last_at, envelope } = toLetterRow(strange);
  const text = `(${[values, timestamp, id, last_at, envelope].map((value) => escape(value)).join(', ')}), `;
  const size = sizeOfRow(toLetterRow(strange));
  expect(size).toBeGreaterThanOrEqual(Buffer.byteLength(text));
  expect(size).toBeLessThan(Buffer.byteLength(text) + 100);
});
