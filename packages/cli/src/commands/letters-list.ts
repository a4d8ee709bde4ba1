import { z } from 'zod';
import type { DeadLetterStore } from '@weir/core';
import { command } from '../arguments/command.js';
import { flag, type FlagValues } from '../arguments/flag.js';
import { exitCodes } from '../exit-code.js';
import { openConfiguredStore } from '../letters/configured-store.js';
import { filterFlags, toLetterFilter } from '../letters/filter-flags.js';
import { letterRow } from '../letters/format-letter.js';
import { letterSummary } from '../letters/letter-summary.js';
import { LetterSurvey } from '../letters/letter-survey.js';
import { createLogger } from '../output/create-logger.js';
import { formatCount } from '../output/format-ledger.js';
import { formatTable } from '../output/format-table.js';
import type { Terminal } from '../output/terminal.js';
import { confFlag } from '../running/shared-flags.js';

const flags = {
  conf: confFlag,
  ...filterFlags,
  limit: flag(z.coerce.number().int().min(0), {
    value: 'COUNT',
    expected: 'a whole number of at least 0',
    doc: 'How many letters are shown; all are counted.',
    default: '50',
  }),
  format: flag(z.enum(['text', 'json']), {
    value: 'text|json',
    expected: 'text or json',
    doc: 'json: one line of JSON a letter on standard output, the counts on standard error.',
    default: 'text',
  }),
} as const;

type ListFlags = FlagValues<typeof flags>;

/** What cannot be read is an error after what can. */
async function listLetters(store: DeadLetterStore, flags: ListFlags, terminal: Terminal): Promise<void> {
  const json = flags.format === 'json';
  const survey = new LetterSurvey();
  const rows: string[][] = [];
  try {
    for await (const { letter } of store.read({ filter: toLetterFilter(flags) })) {
      survey.add(letter);
      if (survey.letters > flags.limit) continue;
      if (json) terminal.print(letterSummary(letter));
      else rows.push(letterRow(letter));
    }
  } finally {
    const say = (text: string): void => (json ? terminal.note(text) : terminal.print(text));
    if (rows.length > 0) terminal.print(formatTable(rows));
    const more = survey.letters - flags.limit;
    if (more > 0) say(`… and ${formatCount(more)} more (--limit)`);
    say(survey.format(store.description));
  }
}

/** `weir letters list` */
export const lettersListCommand = command({
  name: 'letters list',
  summary: 'Lists the open dead letters of the configured store, oldest first, and counts them by reason.',
  flags,
  async run({ flags, parameters }, terminal) {
    const store = openConfiguredStore({ conf: flags.conf, parameters }, createLogger('text', terminal));
    try {
      await listLetters(store, flags, terminal);
      return exitCodes.success;
    } finally {
      await store.close();
    }
  },
});
