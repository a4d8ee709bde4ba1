/** One value under a row: `family:qualifier`, both UTF-8 names, and any bytes. */
export interface Cell {
  readonly family: string;
  readonly qualifier: string;
  readonly value: Uint8Array;
}

/** A row to write. Its key is any 1 to 32,767 bytes; the time of each cell is the server's. */
export interface RowToPut {
  readonly key: Uint8Array;
  readonly cells: readonly Cell[];
}

/** A row that was read; its buffers are its own and keep no network frame alive. */
export interface Row {
  readonly key: Buffer;
  /** In HBase's order: by family, then by qualifier. */
  readonly cells: readonly (Cell & { readonly value: Buffer })[];
}

/** Columns to read: a whole family, or the qualifiers named. */
export interface ColumnSelection {
  readonly family: string;
  readonly qualifiers?: readonly string[];
}
