import { pipeline } from 'node:stream/promises';
import type { DeadLetterStore, LetterFilter } from '@weir/core';
import { encodeLetter } from '@weir/failover';
import { z } from 'zod';
import { command } from '../arguments/command.js';
import { flag } from '../arguments/flag.js';
import { exitCodes } from '../exit-code.js';
import { openConfiguredStore } from '../letters/configured-store.js';
import { createPrivateFile } from '../letters/create-private-file.js';
import { filterFlags, toLetterFilter } from '../letters/filter-flags.js';
import { createLogger } from '../output/create-logger.js';
import { formatCount } from '../output/format-ledger.js';
import type { Terminal } from '../output/terminal.js';
import { confFlag } from '../running/shared-flags.js';

/** Letters as lines of JSON, counted. */
class LetterLines {
  readonly #store: DeadLetterStore;
  readonly #filter: LetterFilter;
  count = 0;

  constructor(store: DeadLetterStore, filter: LetterFilter) {
    this.#store = store;
    this.#filter = filter;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    for await (const { letter } of this.#store.read({ filter: this.#filter })) {
      this.count += 1;
      yield encodeLetter(letter);
    }
  }
}

async function* withLineBreaks(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`;
}

async function writeLines(lines: AsyncIterable<string>, path: string | undefined, terminal: Terminal): Promise<void> {
  if (path === undefined) return terminal.printAll(lines);
  const file = await createPrivateFile(path, 'output');
  await pipeline(withLineBreaks(lines), file.createWriteStream({ flush: true }));
}

/** `weir letters export` */
export const lettersExportCommand = command({
  name: 'letters export',
  summary: 'Writes the open dead letters of the configured store whole, one line of JSON each, oldest first.',
  flags: {
    conf: confFlag,
    ...filterFlags,
    output: flag(z.string().min(1).optional(), {
      value: 'FILE',
      expected: 'the path of a file',
      doc: 'File to create, mode 0600; without it the letters go to standard output.',
    }),
  },
  async run({ flags, parameters }, terminal) {
    const store = openConfiguredStore({ conf: flags.conf, parameters }, createLogger('text', terminal));
    try {
      const lines = new LetterLines(store, toLetterFilter(flags));
      await writeLines(lines, flags.output, terminal);
      terminal.note(`${formatCount(lines.count)} exported from ${store.description}.`);
      return exitCodes.success;
    } finally {
      await store.close();
    }
  },
});
