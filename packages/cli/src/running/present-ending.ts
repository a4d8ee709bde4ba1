import type { JobResult, Logger } from '@weir/core';
import { openConfiguredStore, silent, storeArguments, type StoreSettings } from '../letters/configured-store.js';
import type { LogFormat } from '../output/create-logger.js';
import { formatCount, formatLedger } from '../output/format-ledger.js';
import type { Terminal } from '../output/terminal.js';

/** How a job ended, for people. */
export interface Presentation {
  readonly result: JobResult;
  readonly exitCode: number;
  /** How many letters are left to look at. */
  readonly openLetters: number;
  /** Where they are. */
  readonly store: StoreSettings;
}

/** Where it is said. */
export interface Audience {
  readonly terminal: Terminal;
  readonly logger: Logger;
  readonly format: LogFormat;
}

/** Where the letters are and what to type next. */
function letterHint(letters: number, settings: StoreSettings): string {
  const { description } = openConfiguredStore(settings, silent);
  const flags = storeArguments(settings);
  return [
    `${formatCount(letters)} dead ${letters === 1 ? 'letter' : 'letters'} in the store: ${description}`,
    `  look at them     weir letters list${flags}`,
    `  send them again  weir letters replay${flags}`,
  ].join('\n');
}

/** Says at the end of a job what became of the records: a table, or one line where logs are JSON. */
export function presentEnding(ending: Presentation, { terminal, logger, format }: Audience): void {
  const { job, state, ledger, sinks, durationMs } = ending.result;
  if (format === 'json') {
    logger.info(`The job ${job} has ended.`, { state, exitCode: ending.exitCode, ledger, sinks, durationMs });
    return;
  }
  const verdict = terminal.paint(state === 'failed' ? 'bad' : 'good', `${job}: ${state}`);
  terminal.print(`\n${verdict} after ${(durationMs / 1_000).toFixed(1)} s\n\n${formatLedger(ending.result)}`);
  if (ledger.held > 0) {
    terminal.print(`\n${formatCount(ledger.held)} held: neither delivered nor dead-lettered. Run the job again.`);
  }
  if (ending.openLetters > 0) terminal.print(`\n${letterHint(ending.openLetters, ending.store)}`);
}
