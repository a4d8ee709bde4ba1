import { EventEmitter, once } from 'node:events';
import type { HBaseClient } from '../src/client/hbase-client.js';
import { rowOf } from './rows.js';

/** Writers that put batch after batch of new rows until told to stop; each knows which rows were acknowledged. */
export class SteadyWriters {
  readonly #client: HBaseClient;
  readonly #table: string;
  readonly #progress = new EventEmitter();
  readonly #writers: Promise<void>[];
  #nextRow = 0;
  #stopped = false;
  readonly acknowledged = new Set<number>();

  constructor(client: HBaseClient, table: string, writers: number) {
    this.#client = client;
    this.#table = table;
    this.#writers = Array.from({ length: writers }, () => this.#write());
  }

  /** Resolves when so many rows more have been acknowledged; rejects when a writer fails. */
  async moreRows(rows: number): Promise<void> {
    const goal = this.acknowledged.size + rows;
    const failed = Promise.all(this.#writers);
    while (this.acknowledged.size < goal) await Promise.race([once(this.#progress, 'put'), failed]);
  }

  /** Lets every writer finish its last batch. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#writers);
  }

  async #write(): Promise<void> {
    while (!this.#stopped) {
      const numbers = Array.from({ length: 20 }, () => this.#nextRow++);
      await this.#client.put(this.#table, numbers.map(rowOf));
      for (const number of numbers) this.acknowledged.add(number);
      this.#progress.emit('put');
    }
  }
}
