import type { DeadLetterStore, Ledger, Logger, Metrics, WeirError } from '@weir/core';
import { planReplay, replayJob, resolveHttpSinkOptions, type ReplayChanges } from '@weir/sink-http';
import { command } from '../arguments/command.js';
import { exitCodes } from '../exit-code.js';
import { openConfiguredStore, readParameters, silent, type StoreSettings } from '../letters/configured-store.js';
import { toLetterFilter } from '../letters/filter-flags.js';
import { replayFlags, type ReplayFlags } from '../letters/replay-flags.js';
import {
  countUnreadable,
  previewReplay,
  surveyReplay,
  type LetterPlan,
  type ReplaySurvey,
} from '../letters/survey-replay.js';
import { createLogger } from '../output/create-logger.js';
import { formatCount } from '../output/format-ledger.js';
import type { Terminal } from '../output/terminal.js';
import { runToExit } from '../running/run-to-exit.js';
import { localOptions, startLocally } from '../running/start-locally.js';
import { readSinkHeaders } from './read-sink-headers.js';

/** What a replay is about. */
interface Replay {
  readonly flags: ReplayFlags;
  readonly settings: StoreSettings;
  readonly store: DeadLetterStore;
}

async function readChanges({ flags, settings }: Replay, terminal: Terminal): Promise<ReplayChanges> {
  const { method, header: headers, 'rewrite-url': rewriteUrl, 'job-file': jobFile } = flags;
  const sinkHeaders = jobFile === undefined ? undefined : await readSinkHeaders(jobFile, settings, terminal);
  return { method, headers, rewriteUrl, sinkHeaders };
}

function planLetters({ flags, settings, store }: Replay, changes: ReplayChanges): LetterPlan {
  const { body } = resolveHttpSinkOptions(readParameters(settings, silent));
  return { store, filter: toLetterFilter(flags), plan: planReplay({ changes, body }) };
}

/** Says what is about to be replayed, and gives how many letters that are. */
function announce({ sent, malformed, unreadable }: ReplaySurvey, letters: LetterPlan, logger: Logger): number {
  const open = sent + malformed;
  if (unreadable) logger.error(`${unreadable.message} They stay open; the others are replayed.`);
  const what = `open ${open === 1 ? 'letter' : 'letters'} of ${letters.store.description}`;
  logger.info(open === 0 ? `Nothing to replay: no ${what} match.` : `Replaying ${formatCount(open)} ${what}.`);
  return open;
}

async function rehearse(replay: Replay, terminal: Terminal): Promise<number> {
  const letters = planLetters(replay, await readChanges(replay, terminal));
  await terminal.printAll(previewReplay(letters, await surveyReplay(letters)));
  return exitCodes.success;
}

function perform(replay: Replay, logger: Logger, terminal: Terminal): Promise<number> {
  const { flags, settings, store } = replay;
  let [open, unreadable] = [0, 0];
  const task = {
    flags,
    parameters: settings.parameters,
    logger,
    async start(metrics: Metrics | undefined) {
      const changes = await readChanges(replay, terminal);
      const letters = planLetters(replay, changes);
      // Counted before, so that progress and remainder are known.
      const survey = await surveyReplay(letters);
      [open, unreadable] = [announce(survey, letters, logger), countUnreadable(survey.unreadable)];
      const onUnreadable = (error: WeirError): void => {
        unreadable = countUnreadable(error);
      };
      const { known } = survey;
      const selection = { store, filter: letters.filter, known, size: open, ratePerSecond: flags.rate };
      const job = replayJob({ ...changes, ...selection, onUnreadable });
      // The store is the state of a replay: what is settled is not read again.
      return startLocally(job, { ...localOptions(flags, settings.parameters, logger, metrics), checkpoints: false });
    },
    openLetters: ({ delivered }: Ledger) => Math.max(0, open - delivered) + unreadable,
  };
  return runToExit(task, terminal);
}

/** `weir letters replay` */
export const lettersReplayCommand = command({
  name: 'letters replay',
  summary:
    'Sends the open dead letters of the configured store again; what is delivered is settled, the rest stays open.',
  flags: replayFlags,
  async run({ flags, parameters }, terminal) {
    const logger = createLogger(flags['log-format'], terminal);
    const settings = { conf: flags.conf, parameters };
    const replay = { flags, settings, store: openConfiguredStore(settings, logger) };
    try {
      return await (flags['dry-run'] ? rehearse(replay, terminal) : perform(replay, logger, terminal));
    } finally {
      await replay.store.close();
    }
  },
});
