import { WeirError, type DeadLetterStore, type Ledger, type LetterFilter, type Logger } from '@weir/core';
import { replayJob } from '@weir/sink-http';
import { command } from '../arguments/command.js';
import { openConfiguredStore } from '../letters/configured-store.js';
import { filterFlags, toLetterFilter } from '../letters/filter-flags.js';
import { headerFlag, type Headers } from '../letters/header-flag.js';
import { surveyLetters } from '../letters/survey-letters.js';
import { createLogger } from '../output/create-logger.js';
import { formatCount } from '../output/format-ledger.js';
import { runToExit } from '../running/run-to-exit.js';
import { runFlags } from '../running/shared-flags.js';

/** Sent without what made it acceptable, a request would only be refused again. @throws CLI_USAGE */
function refuseMissingHeaders(removed: ReadonlySet<string>, given: Headers): void {
  const names = Object.keys(given).map((name) => name.toLowerCase());
  const missing = [...removed].filter((name) => !names.includes(name));
  if (missing.length === 0) return;
  throw new WeirError(
    'CLI_USAGE',
    `Some of these letters were sent with headers that are secret and not kept: ${missing.join(', ')}. ` +
      `Give each again, as in --header "${missing[0] ?? ''}: …", or choose other letters.`,
    { details: { headers: missing } },
  );
}

/** What is about to be replayed; counted before, so that progress and remainder are known. */
async function countOpen(store: DeadLetterStore, filter: LetterFilter, headers: Headers, logger: Logger) {
  const { open, removedHeaders } = await surveyLetters(store, filter);
  refuseMissingHeaders(removedHeaders, headers);
  const what = `open ${open === 1 ? 'letter' : 'letters'} of ${store.description}`;
  logger.info(open === 0 ? `Nothing to replay: no ${what} match.` : `Replaying ${formatCount(open)} ${what}.`);
  return open;
}

/** `weir letters replay` */
export const lettersReplayCommand = command({
  name: 'letters replay',
  summary:
    'Sends the open dead letters of the configured store again; what is delivered is settled, the rest stays open.',
  flags: { ...runFlags, ...filterFlags, header: headerFlag },
  async run({ flags, parameters }, terminal) {
    const { conf, header: headers } = flags;
    const logger = createLogger(flags['log-format'], terminal);
    const filter = toLetterFilter(flags);
    const store = openConfiguredStore({ conf, parameters }, logger);
    let open = 0;
    const task = {
      flags,
      parameters,
      logger,
      // The store is the state of a replay: what is settled is not read again.
      checkpoints: false as const,
      async loadJob() {
        open = await countOpen(store, filter, headers, logger);
        return replayJob({ store, filter, headers, size: open });
      },
      openLetters: ({ delivered }: Ledger) => Math.max(0, open - delivered),
    };
    try {
      return await runToExit(task, terminal);
    } finally {
      await store.close();
    }
  },
});
