import { durationSyntax, parseDuration, WeirError } from '@weir/core';
import { z } from 'zod';
import { command } from '../arguments/command.js';
import { flag, switchFlag } from '../arguments/flag.js';
import { exitCodes } from '../exit-code.js';
import { openConfiguredStore } from '../letters/configured-store.js';
import { LetterSurvey } from '../letters/letter-survey.js';
import { createLogger } from '../output/create-logger.js';
import { formatCount } from '../output/format-ledger.js';
import { confFlag } from '../running/shared-flags.js';

/** `weir letters purge` */
export const lettersPurgeCommand = command({
  name: 'letters purge',
  summary: 'Removes dead letters for good from the configured store: the settled ones, and open ones when told to.',
  flags: {
    conf: confFlag,
    'older-than': flag(
      z
        .string()
        .transform((text) => parseDuration(text) ?? NaN)
        .pipe(z.number())
        .optional(),
      { value: 'DURATION', expected: durationSyntax, doc: 'Letters given up longer ago than this; must be given.' },
    ),
    open: switchFlag('Removes letters that were never delivered, too: their records are lost.'),
  },
  async run({ flags, parameters }, terminal) {
    const age = flags['older-than'];
    if (age === undefined) throw new WeirError('CLI_USAGE', 'weir letters purge needs --older-than DURATION.');
    const store = openConfiguredStore({ conf: flags.conf, parameters }, createLogger('text', terminal));
    try {
      const olderThan = Date.now() - age;
      const removed = await store.purge({ olderThan, open: flags.open });
      terminal.print(`${formatCount(removed)} removed from ${store.description}.`);
      const left = new LetterSurvey();
      for await (const { letter } of store.read({ filter: { until: olderThan } })) left.add(letter);
      if (left.letters > 0)
        terminal.print(`${formatCount(left.letters)} open of that age stay: replay them, or remove them with --open.`);
      return exitCodes.success;
    } finally {
      await store.close();
    }
  },
});
