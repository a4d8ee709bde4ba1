import { z } from 'zod';

const referenceSchema = z.object({
  module: z.string(),
  exportName: z.string(),
  parameters: z.array(z.tuple([z.string(), z.object({ written: z.string(), origin: z.string() })])),
  fingerprint: z.string(),
  maxHoldMs: z.number(),
  /** Subtasks of each stage of the engine. */
  parallelism: z.number(),
});

/**
 * A job by reference: what a worker needs to draw the same graph again. No function travels; a worker imports `module`
 * (an absolute path), takes its export, and runs `handle()` with the same parameters.
 */
export type JobReference = z.output<typeof referenceSchema>;

const transformSchema = z.object({
  job: referenceSchema,
  /** Id of the graph's node. */
  node: z.string(),
  work: z.discriminatedUnion('kind', [
    /** Runs the node. `input` tells the inputs of a union apart. */
    z.object({ kind: z.literal('node'), input: z.number() }),
    /** Adds up the ledger of the sink, or the splits of the source. */
    z.object({ kind: z.literal('totals') }),
    /** Spreads the node's output over the subtasks of the next. */
    z.object({ kind: z.literal('partition'), partitioning: z.enum(['rebalance', 'hash']), subtasks: z.number() }),
  ]),
});

/** What one transform of the pipeline does, as data: the payload of its DoFn. */
export type TransformReference = z.output<typeof transformSchema>;

export function decodeJobReference(json: string): JobReference {
  return referenceSchema.parse(JSON.parse(json));
}

/** URN under which payloads travel. */
export const referenceUrn = 'weir:dofn:by_reference:v1';

export function encodeReference(reference: TransformReference): Buffer {
  return Buffer.from(JSON.stringify(reference));
}

export function decodeReference(payload: Uint8Array): TransformReference {
  return transformSchema.parse(JSON.parse(Buffer.from(payload).toString()));
}
