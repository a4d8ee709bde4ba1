import type { HBaseClient } from '@weir/hbase-client';
import type { HBaseConnection } from './hbase-connection.js';
import { family } from './letter-row.js';

/** Where a store keeps its rows. Resolutions have a table of their own: readers of StreamPark's see letters only. */
export interface LetterTables {
  readonly connection: HBaseConnection;
  readonly letters: string;
  readonly resolved: string;
}

/** Creates `table` unless it exists: whoever may write but not create needs no more rights than that. */
export async function ensureTable(client: HBaseClient, table: string): Promise<void> {
  if (!(await client.tableExists(table))) await client.createTable(table, family);
}

/** Shorter than any key of a row. */
const probeKey = Buffer.from('probe');

/** Creates both tables where they are missing, and deletes a row that does not exist: the right to write, and no trace. */
export async function probeTables({ connection, letters, resolved }: LetterTables): Promise<void> {
  await connection.runFast('written', async (client) => {
    for (const table of [letters, resolved]) {
      await ensureTable(client, table);
      await client.delete(table, [probeKey]);
    }
  });
}
