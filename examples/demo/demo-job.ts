import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeadLetter, Ledger } from '@weir/core';
import { readOpenLetters } from './open-letters.js';
import { runWeir } from './weir-command.js';

/** The real-records job as the demo runs it: by the `weir` command, with its letters in a folder of their own. */
export class DemoJob {
  readonly #folder: string;
  readonly #settings: readonly string[];

  constructor(folder: string) {
    this.#folder = folder;
    this.#settings = ['--conf', 'examples/real-records/application.yml', '--http.sink.failover.file.path', folder];
  }

  /** Sends every record to `target`; gives the ledger that the job ended with. */
  async send(target: string): Promise<Ledger> {
    const summary = join(this.#folder, 'summary.json');
    const job = 'examples/real-records/job.ts';
    await runWeir(['run', job, ...this.#settings, '--target.url', target, '--summary', summary]);
    return (JSON.parse(await readFile(summary, 'utf8')) as { ledger: Ledger }).ledger;
  }

  async show({ id }: DeadLetter): Promise<void> {
    await runWeir(['letters', 'show', id, ...this.#settings]);
  }

  /** Sends every open letter again; gives the exit code, which is 0 when none is left. */
  replay(): Promise<number> {
    return runWeir(['letters', 'replay', ...this.#settings]);
  }

  openLetters(): Promise<DeadLetter[]> {
    return readOpenLetters(this.#folder);
  }
}
