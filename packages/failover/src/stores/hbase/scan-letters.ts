import type { Resolution } from '@weir/core';
import type { Row, ScanRange } from '@weir/hbase-client';
import type { LetterPosition } from '../../letters/letter-cursor.js';
import { keptBytes, neededBytes, Resolutions } from '../../letters/open-letters.js';
import type { UnreadableLetters } from '../../letters/unreadable-letters.js';
import {
  decodePosition,
  decodeResolutionRow,
  family,
  hasPosition,
  positionColumns,
  withoutExtras,
} from './letter-row.js';
import type { LetterTables } from './letter-tables.js';

/** A row and what was read of it. */
export interface Scanned<T> {
  readonly key: Buffer;
  readonly value: T;
}

/** What is read of each row of a table. */
interface RowKind<T> {
  readonly table: string;
  readonly range?: ScanRange;
  readonly decode: (row: Row) => T;
}

/** For messages: keys are binary. */
export function rowName(table: string, key: Buffer): string {
  return `${table}, row ${key.toString('hex')}`;
}

/** The first key that may follow `key`. */
export function behind(key: Buffer): Buffer {
  return Buffer.concat([key, Buffer.of(0)]);
}

/** The position of every letter from `startKey` on, newest first, settled ones and older versions included. */
export function scanPositions(
  tables: LetterTables,
  unreadable: UnreadableLetters,
  startKey: Buffer = Buffer.alloc(0),
): AsyncGenerator<Scanned<LetterPosition>> {
  const kind = { table: tables.letters, range: { columns: positionColumns, startKey }, decode: decodePosition };
  return scanRows(tables, kind, unreadable);
}

/**
 * As {@link scanPositions}, with the rows themselves as long as there is memory for them, settled ones included: HBase gives
 * whole rows faster than some columns, but not when they are large.
 */
export async function* scanLetters(
  tables: LetterTables,
  unreadable: UnreadableLetters,
): AsyncGenerator<Scanned<LetterPosition> & { readonly row?: Row }> {
  const kind = { table: tables.letters, range: { columns: [{ family }] }, decode: decodeWhole };
  let needed = 0;
  for await (const { key, value } of scanRows(tables, kind, unreadable)) {
    if (value.position !== undefined) yield { key, value: value.position, row: value.row };
    needed += neededBytes(value.bytes);
    if (needed < keptBytes) continue;
    yield* scanPositions(tables, unreadable, behind(key));
    return;
  }
}

/** Without a position where a scan of {@link positionColumns} would not give the row: somebody else's. */
function decodeWhole(row: Row) {
  const position = hasPosition(row) ? decodePosition(row) : undefined;
  return { position, row: withoutExtras(row), bytes: bytesOf(row) };
}

/** What the values of `row` count for together. */
export function bytesOf({ cells }: Row): number {
  return cells.reduce((sum, { value }) => sum + value.length, 0);
}

/** Every resolution. */
export function scanResolutions(
  tables: LetterTables,
  unreadable: UnreadableLetters,
): AsyncGenerator<Scanned<Resolution>> {
  return scanRows(tables, { table: tables.resolved, decode: decodeResolutionRow }, unreadable);
}

/** The newest resolution of each letter. */
export async function foldResolutions(tables: LetterTables, unreadable: UnreadableLetters): Promise<Resolutions> {
  const resolutions = new Resolutions();
  for await (const { value } of scanResolutions(tables, unreadable)) resolutions.add(value);
  return resolutions;
}

/** Rows that cannot be read go to `unreadable`. */
async function* scanRows<T>(
  { connection }: LetterTables,
  { table, range, decode }: RowKind<T>,
  unreadable: UnreadableLetters,
): AsyncGenerator<Scanned<T>> {
  for await (const row of connection.scan('read', table, range)) {
    let value: T;
    try {
      value = decode(row);
    } catch (error) {
      unreadable.add(rowName(table, row.key), error);
      continue;
    }
    yield { key: row.key, value };
  }
}
