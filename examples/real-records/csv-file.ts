import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { IterableSource } from '@weir/core';
import { parse } from 'csv-parse';

/** A line of a CSV file: its number, counted from 1 after the header, and its columns by name. */
export interface CsvRow {
  readonly number: number;
  readonly columns: Readonly<Record<string, string>>;
}

/** The rows of a CSV file with a header, read as the stream has room for them. */
export class CsvFile extends IterableSource<CsvRow> {
  constructor(readonly path: string) {
    super();
  }

  async *read(from: number) {
    // pipeline hands an error of the file on to the rows, where the loop meets it.
    const rows = pipeline(createReadStream(this.path), parse({ columns: true, from: from + 1 }), () => undefined);
    let number = from;
    for await (const columns of rows as AsyncIterable<CsvRow['columns']>) yield { number: ++number, columns };
  }
}
