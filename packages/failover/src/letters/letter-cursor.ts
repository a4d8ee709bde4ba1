import { WeirError } from '@weir/core';

/** What says where a letter stands in the order of reading: by `lastAt`, then by id. */
export interface LetterPosition {
  readonly id: string;
  readonly lastAt: number;
}

/** Order of reading, oldest first. */
export function comparePositions(a: LetterPosition, b: LetterPosition): number {
  if (a.lastAt !== b.lastAt) return a.lastAt - b.lastAt;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** `<lastAt>-<id>`: says where to go on without naming a place in a store, so it outlives a purge. */
export function writeCursor({ id, lastAt }: LetterPosition): string {
  return `${lastAt}-${id}`;
}

/** @throws LETTER_CURSOR_INVALID */
export function readCursor(cursor: string): LetterPosition {
  const [, lastAt, id] = /^(\d+(?:\.\d+)?)-(.*)$/s.exec(cursor) ?? [];
  if (lastAt !== undefined && id !== undefined) return { id, lastAt: Number(lastAt) };
  throw new WeirError(
    'LETTER_CURSOR_INVALID',
    `"${cursor}" is not a cursor of this store. Give one that an earlier read gave, or none to begin at the start.`,
  );
}
