import { rm, writeFile } from 'node:fs/promises';
import { describeError, WeirError, type JobResult, type JobState, type Ledger, type SinkResult } from '@weir/core';

/** What `--summary FILE` writes. */
export interface Summary {
  readonly version: 1;
  readonly state: JobState;
  readonly exitCode: number;
  readonly ledger: Ledger;
  readonly sinks: readonly SinkResult[];
}

const emptyLedger: Ledger = Object.freeze({ accepted: 0, delivered: 0, deadLettered: 0, held: 0 });

function cannotWrite(path: string, cause: unknown): WeirError {
  return new WeirError('CLI_USAGE', `--summary: cannot write ${path}: ${describeError(cause)}.`, { cause });
}

/** Finds out whether the summary can be written, and removes an old one. @throws CLI_USAGE */
export async function prepareSummary(path: string): Promise<void> {
  try {
    await writeFile(path, '');
    await rm(path);
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}

/** Writes how a job ended; without a result it never started. @throws CLI_USAGE */
export async function writeSummary(path: string, exitCode: number, result: JobResult | undefined): Promise<void> {
  const { state = 'failed', ledger = emptyLedger, sinks = [] } = result ?? {};
  const summary: Summary = { version: 1, state, exitCode, ledger, sinks };
  try {
    await writeFile(path, `${JSON.stringify(summary, null, 2)}\n`);
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}
