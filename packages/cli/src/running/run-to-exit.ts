import type { Ledger, Logger, Metrics } from '@weir/core';
import type { FlagValues } from '../arguments/flag.js';
import { exitCodeOf, exitCodes } from '../exit-code.js';
import type { MetricsAddress, MetricsServer } from '../metrics/metrics-server.js';
import type { Terminal } from '../output/terminal.js';
import { presentEnding } from './present-ending.js';
import { runSupervised, type Ending } from './run-supervised.js';
import type { RunningJob } from './running-job.js';
import type { runFlags } from './shared-flags.js';
import { prepareSummary, writeSummary } from './summary-file.js';

/** A job to run, and how to judge its end. */
export interface RunTask {
  readonly flags: FlagValues<typeof runFlags>;
  readonly parameters: readonly string[];
  readonly logger: Logger;
  /**
   * Starts the job; what it throws counts as a failure to start.
   *
   * @param metrics where it counts, when somebody looks
   */
  start(metrics: Metrics | undefined): Promise<RunningJob>;
  /** How many letters somebody has to look at when the job ended like this; more than 0 is exit code 2. */
  openLetters(ledger: Ledger): number;
}

/** Loaded only when it is asked for: most runs have no use for it. */
async function startMetrics(address: MetricsAddress, logger: Logger): Promise<MetricsServer> {
  const { MetricsServer: Server } = await import('../metrics/metrics-server.js');
  return Server.start(address, logger);
}

async function startAndFollow(task: RunTask, terminal: Terminal): Promise<Ending> {
  const { flags, logger } = task;
  try {
    await using server = flags.metrics && (await startMetrics(flags.metrics, logger));
    return await runSupervised(await task.start(server?.registry), logger, terminal);
  } catch (error) {
    return { error };
  }
}

/** Runs a job, says and writes how it ended, and gives the exit code. @throws what the job failed with */
export async function runToExit(task: RunTask, terminal: Terminal): Promise<number> {
  const { flags, parameters, logger } = task;
  if (flags.summary !== undefined) await prepareSummary(flags.summary);
  const { result, error } = await startAndFollow(task, terminal);
  const open = result ? task.openLetters(result.ledger) : 0;
  const exitCode = error !== undefined ? exitCodeOf(error) : open > 0 ? exitCodes.deadLetters : exitCodes.success;
  if (flags.summary !== undefined) await writeSummary(flags.summary, exitCode, result);
  if (result) {
    const ending = { result, exitCode, openLetters: open, store: { conf: flags.conf, parameters } };
    presentEnding(ending, { terminal, logger, format: flags['log-format'] });
  }
  if (error !== undefined) throw error as Error;
  return exitCode;
}
