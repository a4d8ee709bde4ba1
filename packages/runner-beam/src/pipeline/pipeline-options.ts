import { WeirError, type JobGraph, type JsonValue } from '@weir/core';
import type { BeamRunOptions } from '../options.js';
import type { Sent } from '../protocol/protos.js';

/** `google.protobuf.Struct`, and a value of one. */
type Struct = NonNullable<Sent<'PrepareJobRequest'>['pipelineOptions']>;
type StructValue = NonNullable<Struct['fields']>[string];

/** Options of the engine by their names in Beam, in snake case: `checkpointing_interval`. */
export type PipelineOptions = Readonly<Record<string, JsonValue>>;

/**
 * The options of a job: those that the user gives, and what is set unless the user says otherwise, where the engine's defaults hurt:
 *
 * - `streaming`: records flow, and Flink takes checkpoints; its batch mode starts all over after a failure;
 * - `max_bundle_time_mills`: a lone record waits no longer in an open bundle (Flink's default: 1000, and 40 s were seen);
 * - `finish_bundle_before_checkpointing`: without it Flink's runner keeps what a bundle emits at a checkpoint until its next
 *   bundle begins: never, where that was the last; and a final watermark that overtakes it makes it late: it is dropped
 *   (docs/decisions/0010-own-beam-client.md);
 * - `shutdown_sources_after_idle_ms`: with 0 a job whose sources end does end. Without an end the impulse must stay: once
 *   it is gone Flink takes no checkpoint any more, and may end the job between two slices of a source.
 */
export function engineOptions(
  graph: JobGraph,
  given: Pick<BeamRunOptions, 'parallelism' | 'pipelineOptions'>,
): PipelineOptions {
  const bounded = graph.nodes.every((node) => node.kind !== 'source' || node.source.traits.bounded);
  const parallelism = given.parallelism ?? Math.max(...graph.nodes.map((node) => node.parallelism));
  return {
    streaming: true,
    parallelism,
    sdk_worker_parallelism: parallelism,
    max_bundle_time_mills: 100,
    finish_bundle_before_checkpointing: true,
    // As text: a number of the protocol is a double, and this is Java's greatest long.
    shutdown_sources_after_idle_ms: bounded ? 0 : '9223372036854775807',
    ...given.pipelineOptions,
  };
}

function toStructValue(value: JsonValue, name: string): StructValue {
  if (value === null) return { nullValue: 'NULL_VALUE' };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return { numberValue: value };
  if (typeof value === 'string') return { stringValue: value };
  if (Array.isArray(value)) {
    return { listValue: { values: (value as readonly JsonValue[]).map((item) => toStructValue(item, name)) } };
  }
  if (typeof value === 'object') return { structValue: toStruct(value as PipelineOptions, name) };
  throw new WeirError(
    'CONFIG_INVALID_VALUE',
    `The pipeline option ${name} is or contains a ${typeof value}. Give JSON: text, numbers, booleans, lists, objects.`,
    { details: { key: name } },
  );
}

function toStruct(values: PipelineOptions, name: string): Struct {
  const fields = Object.entries(values).map(([key, value]) => [key, toStructValue(value, name || key)]);
  return { fields: Object.fromEntries(fields) as Record<string, StructValue> };
}

/** The options of a job as the job service takes them. @throws CONFIG_INVALID_VALUE for what is not JSON */
export function toPipelineOptions(options: PipelineOptions): Struct {
  const named = Object.entries(options).map(([name, value]) => [`beam:option:${name}:v1`, value] as const);
  return toStruct(Object.fromEntries(named), '');
}
