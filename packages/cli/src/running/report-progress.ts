import type { Logger } from '@weir/core';
import type { JobStatus } from '@weir/runner-local';
import { formatProgress, shareDone } from '../output/format-progress.js';
import type { Terminal } from '../output/terminal.js';

/** How often a job is looked at, and how many looks there are to a log line where nobody looks on: one in 10 s. */
const lookIntervalMs = 250;
const looksPerLogLine = 40;

/** Records settled per second between two looks at a job. */
class RateMeter {
  #settled = 0;
  #at = performance.now();

  measure({ ledger }: JobStatus): number {
    const [settled, at] = [ledger.delivered + ledger.deadLettered, performance.now()];
    const rate = ((settled - this.#settled) * 1_000) / Math.max(1, at - this.#at);
    [this.#settled, this.#at] = [settled, at];
    return rate;
  }
}

/** Estimates what is left from how long it took since the first look. */
class RemainingTime {
  #first: { readonly share: number; readonly at: number } | undefined;

  measure(status: JobStatus): number | undefined {
    const share = shareDone(status);
    if (share === undefined) return undefined;
    const now = performance.now();
    this.#first ??= { share, at: now };
    const done = share - this.#first.share;
    return done > 0 ? ((now - this.#first.at) * (1 - share)) / done : undefined;
  }
}

/** Shows how a job is doing until the returned function is called: a live line on a terminal, else log lines. */
export function reportProgress(
  job: { status(): JobStatus | undefined },
  terminal: Terminal,
  logger: Logger,
): () => void {
  const rate = new RateMeter();
  const remaining = new RemainingTime();
  let looks = 0;
  const look = (): void => {
    const status = job.status();
    if (!status) return;
    const remainingMs = remaining.measure(status);
    looks += 1;
    if (!terminal.interactive && looks % looksPerLogLine !== 0) return;
    const line = formatProgress(status, { recordsPerSecond: rate.measure(status), remainingMs });
    if (terminal.interactive) terminal.setLive(line);
    else logger.info(line);
  };
  const timer = setInterval(look, lookIntervalMs);
  return () => {
    clearInterval(timer);
    terminal.setLive('');
  };
}
