import { sumLedgers, type Ledger, type SinkResult } from '@weir/core';
import type { SourceProgress } from '../flow/source-flow.js';
import type { OpenTasks, OpenWriter } from './open-tasks.js';

/** A look at a running job. */
export interface JobStatus {
  readonly ledger: Ledger;
  /** The gauges of all sink writers, summed by name. */
  readonly gauges: Readonly<Record<string, number>>;
  /** Sum over the sources, in units of their positions; absent where one does not know its end. */
  readonly progress: SourceProgress | undefined;
  /** How often the job was restarted after a failure. */
  readonly restarts: number;
}

/** The ledger of each sink, its subtasks summed. */
export function sinkResults(writers: readonly OpenWriter[]): SinkResult[] {
  const nodes = [...new Set(writers.map(({ node }) => node))];
  return nodes.map((node) => {
    const own = writers.filter((open) => open.node === node);
    return { uid: node.id, name: node.name, ledger: sumLedgers(own.map(({ writer }) => writer.ledger())) };
  });
}

/** The status of what is open. */
export function statusOf(tasks: OpenTasks): Omit<JobStatus, 'restarts'> {
  const gauges: Record<string, number> = {};
  for (const { writer } of tasks.writers) {
    for (const [name, value] of Object.entries(writer.gauges?.() ?? {})) gauges[name] = (gauges[name] ?? 0) + value;
  }
  const progress = tasks.sources.map(({ flow }) => flow.progress());
  const known = progress.length > 0 && progress.every(({ of }) => of !== undefined);
  const sum = (numbers: (number | undefined)[]): number => numbers.reduce<number>((total, n) => total + (n ?? 0), 0);
  return {
    ledger: sumLedgers(tasks.writers.map(({ writer }) => writer.ledger())),
    gauges,
    progress: known
      ? { position: sum(progress.map(({ position }) => position)), of: sum(progress.map(({ of }) => of)) }
      : undefined,
  };
}
