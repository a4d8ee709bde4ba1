import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sink } from '@weir/core';

/** Appends each record to a file of the process that has it, below a directory. */
export function processFiles(directory: string): Sink<unknown> {
  return {
    name: 'process-files',
    createWriter() {
      let accepted = 0;
      return {
        write({ values }, from) {
          const lines = values.slice(from).map((value) => `${String(value)}\n`);
          appendFileSync(join(directory, String(process.pid)), lines.join(''));
          accepted += lines.length;
          return lines.length;
        },
        ready: () => Promise.resolve(),
        flush: () => Promise.resolve(),
        abandon: () => Promise.resolve(),
        ledger: () => ({ accepted, delivered: accepted, deadLettered: 0, held: 0 }),
        close: () => Promise.resolve(),
      };
    },
  };
}
