import type { Logger } from '@weir/core';
import type { JobStatus } from '@weir/runner-local';
import { formatProgress } from '../output/format-progress.js';
import type { Terminal } from '../output/terminal.js';

/** How often the live line changes, and how often there is a log line where nobody looks on. */
const liveIntervalMs = 250;
const logIntervalMs = 10_000;

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

/** Shows how a job is doing until the returned function is called: a live line on a terminal, else log lines. */
export function reportProgress(
  job: { status(): JobStatus | undefined },
  terminal: Terminal,
  logger: Logger,
): () => void {
  const meter = new RateMeter();
  const report = (): void => {
    const status = job.status();
    if (!status) return;
    const line = formatProgress(status, meter.measure(status));
    if (terminal.interactive) terminal.setLive(line);
    else logger.info(line);
  };
  const timer = setInterval(report, terminal.interactive ? liveIntervalMs : logIntervalMs);
  return () => {
    clearInterval(timer);
    terminal.setLive('');
  };
}
