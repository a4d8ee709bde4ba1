import { sumLedgers, WeirError, type JobResult } from '@weir/core';
import { z } from 'zod';
import { ledgerTransform } from '../pipeline/translate-graph.js';
import { ledgerOf } from '../worker/bundle-metrics.js';

/** Beam's metrics as its accumulator writes them: `MetricResults` of beam_job_api.proto as JSON. */
const metricsSchema = z.object({
  metrics: z.object({
    attempted: z
      .array(
        z.object({
          urn: z.string(),
          type: z.string(),
          payload: z.base64().transform((text) => Buffer.from(text, 'base64')),
          labels: z.record(z.string(), z.string()),
        }),
      )
      .default([]),
  }),
});

/** Under this name Beam's runner keeps its metrics in Flink. */
const accumulatorName = '__metricscontainers';

/** What Flink has put together of a job under a name, as text; undefined when there is nothing. */
export type Accumulator = (name: string) => Promise<string | undefined>;

/**
 * `result` with the ledgers that Flink has of the job: Beam's job service tells them of a job that ended by itself only,
 * Flink itself at any moment, and after a cancel.
 *
 * @throws FLINK_REFUSED when the metrics are not Beam's, and what `accumulator` throws
 */
export async function withFlinkLedger(result: JobResult, accumulator: Accumulator): Promise<JobResult> {
  const text = await accumulator(accumulatorName);
  if (text === undefined) return result;
  const parsed = metricsSchema.safeParse(JSON.parse(text));
  if (!parsed.success) throw new WeirError('FLINK_REFUSED', `Flink has metrics of ${result.job} that are not Beam's.`);
  const { attempted } = parsed.data.metrics;
  const sinks = result.sinks.map((sink) => ({ ...sink, ledger: ledgerOf(ledgerTransform(sink.uid), attempted) }));
  return { ...result, sinks, ledger: sumLedgers(sinks.map(({ ledger }) => ledger)) };
}
