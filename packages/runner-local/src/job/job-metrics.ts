import type { Ledger, Metrics, MetricSample, MetricSpec, SinkResult } from '@weir/core';

/** Every metric of the local runner; `docs/guide/metrics.md` says the same. */
export const jobMetrics = {
  records: {
    name: 'weir_sink_records',
    help: 'The ledger of a sink: accepted = delivered + dead_lettered + held. Goes on from a checkpoint.',
  },
  read: {
    name: 'weir_source_records_read_total',
    help: 'Records that a source has given in this run; after a restart some are given again.',
  },
  checkpoints: { name: 'weir_checkpoints', help: 'Checkpoints of this run, completed and failed.' },
  restarts: { name: 'weir_job_restarts', help: 'Restarts of the job after a failure, in this run.' },
} as const satisfies Readonly<Record<string, MetricSpec>>;

/** What can be read of a job at any moment. */
export interface JobReadings {
  /** Undefined before it has started. */
  readonly attempt: () => { results(): SinkResult[] } | undefined;
  readonly restarts: () => number;
  readonly checkpoints: () => { readonly completed: number; readonly failed: number };
}

const states = [
  ['accepted', 'accepted'],
  ['delivered', 'delivered'],
  ['dead_lettered', 'deadLettered'],
  ['held', 'held'],
] as const satisfies readonly (readonly [label: string, field: keyof Ledger])[];

/** Lets `readings` be read; gives how to end it. */
export function observeJob(metrics: Metrics | undefined, readings: JobReadings): () => void {
  if (!metrics) return () => undefined;
  const ledgers = (): MetricSample[] =>
    (readings.attempt()?.results() ?? []).flatMap(({ uid, ledger }) =>
      states.map(([state, field]) => ({ labels: { sink: uid, state }, value: ledger[field] })),
    );
  const checkpoints = (): MetricSample[] =>
    Object.entries(readings.checkpoints()).map(([result, value]) => ({ labels: { result }, value }));
  const endings = [
    metrics.gauge(jobMetrics.records, 'sum', ledgers),
    metrics.gauge(jobMetrics.checkpoints, 'sum', checkpoints),
    metrics.gauge(jobMetrics.restarts, 'sum', () => [{ labels: {}, value: readings.restarts() }]),
  ];
  return () => {
    for (const end of endings) end();
  };
}
