import { WeirError, type DeadLetter, type Logger, type Resolution } from '@weir/core';
import type { Knex } from 'knex';
import { GroupCommit } from '../../group-commit.js';
import { sizeOfRow, toLetterRow, toResolutionRow, type LetterRow, type ResolutionRow } from './letter-row.js';
import { createTables, type TableLayout, type Tables } from './letter-table.js';

/** Rows of one statement: more make it no faster. */
const maxRows = 1_000;
const maxStatementBytes = 4 * 1024 * 1024;
/** What a statement needs beside its rows; table names are at most 64 characters. */
const statementOverhead = 1_024;

/** What is known once the tables were looked at. */
interface Place {
  readonly layout: TableLayout;
  readonly maxPacketBytes: number;
}

async function preparePlace(knex: Knex, tables: Tables): Promise<Place> {
  const layout = await createTables(knex, tables);
  const [rows] = (await knex.raw('select @@max_allowed_packet as bytes')) as [{ readonly bytes: number }[]];
  return { layout, maxPacketBytes: rows[0]?.bytes ?? maxStatementBytes };
}

/** Writes rows to tables that exist; callers that wait at the same time share a statement. */
export class TableWriter {
  readonly #tables: Tables;
  readonly #place: Place;
  readonly #letters: GroupCommit<LetterRow>;
  readonly #resolutions: GroupCommit<ResolutionRow>;

  private constructor(tables: Tables, place: Place) {
    this.#tables = tables;
    this.#place = place;
    const maxBytes = Math.min(maxStatementBytes, this.#maxRowBytes);
    this.#letters = new GroupCommit({
      write: (rows) => this.#insertLetters(rows),
      sizeOf: sizeOfRow,
      limits: { maxItems: maxRows, maxBytes },
    });
    this.#resolutions = new GroupCommit({
      write: (rows) => this.#insertResolutions(rows),
      sizeOf: () => 1,
      limits: { maxItems: maxRows, maxBytes },
    });
  }

  /** Creates the tables where they are missing. */
  static async open(tables: Tables, logger: Logger): Promise<TableWriter> {
    const place = await tables.connection.run('written', (knex) => preparePlace(knex, tables));
    if (place.layout.kind === 'streampark') {
      logger.warn(
        `The table ${tables.letters} in ${tables.connection.place} has StreamPark's columns only: of each dead letter its URL and ` +
          'time are kept. A replay will have no method, headers, body and history, and a letter that was written twice, ' +
          'as after a lost connection, is sent twice. Name another failover.table to keep the whole letter.',
      );
    }
    return new TableWriter(tables, place);
  }

  get #maxRowBytes(): number {
    return this.#place.maxPacketBytes - statementOverhead;
  }

  /** @throws LETTER_TOO_LARGE, LETTER_STORE_UNAVAILABLE */
  async append(letters: readonly DeadLetter[]): Promise<void> {
    const rows = letters.map(toLetterRow);
    for (const row of rows) this.#refuseTooLarge(row);
    await this.#letters.add(rows);
  }

  /** @throws LETTER_STORE_UNAVAILABLE */
  resolve(resolutions: readonly Resolution[]): Promise<void> {
    return this.#resolutions.add(resolutions.map(toResolutionRow));
  }

  #refuseTooLarge(row: LetterRow): void {
    const { layout } = this.#place;
    if (layout.kind === 'streampark') {
      const limit = `the column \`values\` of ${this.#tables.letters}`;
      refuseAbove(layout.maxTextBytes, Buffer.byteLength(row.values), row, limit);
    }
    refuseAbove(this.#maxRowBytes, sizeOfRow(row), row, 'max_allowed_packet of the server');
  }

  #insertLetters(rows: readonly LetterRow[]): Promise<void> {
    return this.#tables.connection.run('written', async (knex) => {
      const table = knex(this.#tables.letters);
      if (this.#place.layout.kind === 'streampark') {
        await table.insert(rows.map(({ values, timestamp }) => ({ values, timestamp })));
      } else {
        await table
          .insert(rows)
          .onConflict()
          .merge({ id: knex.raw('??', ['id']) });
      }
    });
  }

  #insertResolutions(rows: readonly ResolutionRow[]): Promise<void> {
    return this.#tables.connection.run('settled', async (knex) => {
      await knex(this.#tables.resolved)
        .insert(rows)
        .onConflict()
        .merge({ id: knex.raw('??', ['id']) });
    });
  }
}

function refuseAbove(maxBytes: number, bytes: number, { id }: LetterRow, limit: string): void {
  if (bytes <= maxBytes) return;
  throw new WeirError(
    'LETTER_TOO_LARGE',
    `The dead letter ${id} has ${bytes} bytes as a row; ${limit} allows ${maxBytes}. Raise that, or send smaller bodies.`,
    { details: { id, bytes, maxBytes } },
  );
}
