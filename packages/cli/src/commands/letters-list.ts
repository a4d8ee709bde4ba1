import { z } from 'zod';
import { command } from '../arguments/command.js';
import { flag } from '../arguments/flag.js';
import { exitCodes } from '../exit-code.js';
import { openConfiguredStore } from '../letters/configured-store.js';
import { filterFlags, toLetterFilter } from '../letters/filter-flags.js';
import { letterRow } from '../letters/format-letter.js';
import { surveyLetters } from '../letters/survey-letters.js';
import { createLogger } from '../output/create-logger.js';
import { formatCount } from '../output/format-ledger.js';
import { formatTable } from '../output/format-table.js';
import { confFlag } from '../running/shared-flags.js';

/** `weir letters list` */
export const lettersListCommand = command({
  name: 'letters list',
  summary: 'Lists the open dead letters of the configured store, oldest first, and counts them by reason.',
  flags: {
    conf: confFlag,
    ...filterFlags,
    limit: flag(z.coerce.number().int().min(0), {
      value: 'COUNT',
      expected: 'a whole number of at least 0',
      doc: 'How many letters are shown; all are counted.',
      default: '50',
    }),
  },
  async run({ flags, parameters }, terminal) {
    const store = openConfiguredStore({ conf: flags.conf, parameters }, createLogger('text', terminal));
    try {
      const rows: string[][] = [];
      const { open, byReason } = await surveyLetters(store, toLetterFilter(flags), (letter) => {
        if (rows.length < flags.limit) rows.push(letterRow(letter));
      });
      if (rows.length > 0) terminal.print(formatTable(rows));
      if (open > rows.length) terminal.print(`… and ${formatCount(open - rows.length)} more (--limit)`);
      const counts = [...byReason].map(([reason, count]) => `${formatCount(count)} ${reason}`);
      terminal.print(`${formatCount(open)} open in ${store.description}${open === 0 ? '' : `: ${counts.join(', ')}`}`);
      return exitCodes.success;
    } finally {
      await store.close();
    }
  },
});
