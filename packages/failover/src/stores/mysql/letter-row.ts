import type { DeadLetter, Resolution } from '@weir/core';
import { encodeLetter } from '../../codec/letter-codec.js';
import { toStreamParkRecord } from '../../letters/streampark-letter.js';

/** A row of the letters' table as it is written. */
export interface LetterRow {
  /** The record, where StreamPark has it. */
  readonly values: string;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly id: string;
  readonly last_at: number;
  /** The whole letter, as JSON. */
  readonly envelope: string;
}

/** A row of the resolutions' table. */
export interface ResolutionRow {
  readonly id: string;
  readonly last_at: number;
  readonly at: number;
  readonly outcome: Resolution['outcome'];
}

/** Bytes of a row in a statement beside its texts: numbers, quotes, commas. */
const rowOverhead = 100;

export function toLetterRow(letter: DeadLetter): LetterRow {
  const { text, at } = toStreamParkRecord(letter);
  const { id, lastAt } = letter;
  return { values: text, timestamp: Math.floor(at), id, last_at: lastAt, envelope: encodeLetter(letter) };
}

export function toResolutionRow({ id, lastAt, at, outcome }: Resolution): ResolutionRow {
  return { id, last_at: lastAt, at, outcome };
}

/** Bytes of `row` in a statement. */
export function sizeOfRow({ values, id, envelope }: LetterRow): number {
  return rowOverhead + quotedBytes(values) + quotedBytes(id) + quotedBytes(envelope);
}

/** The driver puts a backslash before each of these. */
function quotedBytes(text: string): number {
  return Buffer.byteLength(text) + text.replace(/[^\0\b\t\n\r\x1a"'\\]+/g, '').length;
}
