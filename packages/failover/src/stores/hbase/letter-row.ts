import { WeirError, type DeadLetter, type Resolution } from '@weir/core';
import type { ColumnSelection, Row, RowToPut } from '@weir/hbase-client';
import { decodeLetter, encodeLetter } from '../../codec/letter-codec.js';
import { decodeResolution, encodeResolution } from '../../codec/resolution-codec.js';
import type { LetterPosition } from '../../letters/letter-cursor.js';
import { streamParkLetter, toStreamParkRecord } from '../../letters/streampark-letter.js';
import { decodeRowKey, encodeRowKey } from './row-key.js';

/** StreamPark's column family, the only one of both tables. */
export const family = 'cf';

const positionQualifiers = ['timestamp', 'values'];

/** What {@link decodePosition} needs of a row: without the letter itself. */
export const positionColumns: readonly ColumnSelection[] = [{ family, qualifiers: positionQualifiers }];

const timestampBytes = 8;

/** StreamPark's columns `values` (UTF-8) and `timestamp` (a big-endian long), and `letter`, the whole letter as JSON. */
export function encodeLetterRow(letter: DeadLetter): RowToPut {
  const { text, at } = toStreamParkRecord(letter);
  const timestamp = Buffer.alloc(timestampBytes);
  timestamp.writeBigInt64BE(BigInt(Math.floor(at)));
  return {
    key: encodeRowKey(letter),
    cells: [
      { family, qualifier: 'letter', value: Buffer.from(encodeLetter(letter)) },
      { family, qualifier: 'timestamp', value: timestamp },
      { family, qualifier: 'values', value: Buffer.from(text) },
    ],
  };
}

/** Whether `row`, read whole, has any of {@link positionColumns}. */
export function hasPosition({ cells }: Row): boolean {
  return cells.some(({ qualifier }) => positionQualifiers.includes(qualifier));
}

/** What {@link decodeLetterRow} needs of `row`. */
export function withoutExtras(row: Row): Row {
  if (decodeRowKey(row.key) === undefined) return row;
  return { key: row.key, cells: row.cells.filter(({ qualifier }) => qualifier === 'letter') };
}

/** Reads a row of ours or of StreamPark. @throws LETTER_STORE_CORRUPT, LETTER_VERSION_UNSUPPORTED */
export function decodeLetterRow(row: Row): DeadLetter {
  if (decodeRowKey(row.key) === undefined) return decodeStreamParkRow(row);
  return decodeLetter(requireCell(row, 'letter').toString());
}

/** The position of a row of which {@link positionColumns} are read, at least. @throws LETTER_STORE_CORRUPT */
export function decodePosition(row: Row): LetterPosition {
  return decodeRowKey(row.key) ?? decodeStreamParkRow(row);
}

/** The key of the letter's row, and `resolution` as JSON. */
export function encodeResolutionRow(resolution: Resolution): RowToPut {
  const value = Buffer.from(encodeResolution(resolution));
  return { key: encodeRowKey(resolution), cells: [{ family, qualifier: 'resolution', value }] };
}

/** @throws LETTER_STORE_CORRUPT, LETTER_VERSION_UNSUPPORTED */
export function decodeResolutionRow(row: Row): Resolution {
  return decodeResolution(requireCell(row, 'resolution').toString());
}

function decodeStreamParkRow(row: Row): DeadLetter {
  const timestamp = requireCell(row, 'timestamp');
  if (timestamp.length !== timestampBytes) throw corrupt(`${family}:timestamp has not ${timestampBytes} bytes`);
  const record = { text: requireCell(row, 'values').toString(), at: Number(timestamp.readBigInt64BE()) };
  return streamParkLetter(record, row.key.toString('hex'));
}

function requireCell({ cells }: Row, qualifier: string): Buffer {
  const cell = cells.find((one) => one.family === family && one.qualifier === qualifier);
  if (cell === undefined) throw corrupt(`it has no column ${family}:${qualifier}`);
  return cell.value;
}

function corrupt(problem: string): WeirError {
  return new WeirError(
    'LETTER_STORE_CORRUPT',
    `This is no dead letter: ${problem}. Correct or remove it at its place.`,
  );
}
