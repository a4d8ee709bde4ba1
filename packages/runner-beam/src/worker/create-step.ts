import { labelOf, systemClock, WeirError, type Logger, type SourceNode } from '@weir/core';
import { transformUrns } from '../pipeline/components.js';
import { protos, type Received } from '../protocol/protos.js';
import type { DrawnJob } from '../reference/drawn-job.js';
import {
  decodeReference,
  referenceUrn,
  type JobReference,
  type TransformReference,
} from '../reference/job-reference.js';
import { AsyncStep } from '../steps/async-step.js';
import type { BundleStep, Emit } from '../steps/bundle-step.js';
import type { OpenSplits } from '../steps/open-splits.js';
import { operatorStep, partitionStep } from '../steps/operator-step.js';
import { SinkStep } from '../steps/sink-step.js';
import { SourceReadStep } from '../steps/source-read-step.js';
import { pairStep, splitStep } from '../steps/source-splits-step.js';
import { totalsStep, type KeptBytes } from '../steps/totals-step.js';
import type { WireCoder } from '../wire/coders.js';

type PTransform = Received<'PTransform'>;

/** The parts that an engine takes a splittable DoFn apart into. Source: `StandardPTransforms` in beam_runner_api.proto. */
const splittableUrns = {
  pair: 'beam:transform:sdf_pair_with_restriction:v1',
  split: 'beam:transform:sdf_split_and_size_restrictions:v1',
  read: 'beam:transform:sdf_process_sized_element_and_restrictions:v1',
} as const;

/** What the steps of a worker share. */
export interface StepParts {
  /** What the engine keeps for a transform of the bundle. */
  readonly keptFor: (transform: string) => KeptBytes;
  /** The job of a reference, which the worker draws once. */
  readonly jobOf: (reference: JobReference) => Promise<DrawnJob>;
  readonly openSplits: OpenSplits;
  readonly logger: Logger;
}

/** What a transform does, by the name that Beam has for it. */
export function specOf({ spec }: PTransform): Received<'FunctionSpec'> {
  return spec ?? { urn: '', payload: Buffer.alloc(0) };
}

/** Whether a transform is a part of a splittable DoFn. */
export function isSplittablePart(transform: PTransform): boolean {
  return (Object.values(splittableUrns) as string[]).includes(specOf(transform).urn);
}

/** Reads what a transform of ours does; undefined for one of the engine's. */
export function referenceOf(transform: PTransform): TransformReference | undefined {
  const { urn, payload } = specOf(transform);
  if (urn !== transformUrns.parDo && !isSplittablePart(transform)) return undefined;
  const { doFn } = protos.ParDoPayload.deserialize(payload);
  if (doFn?.urn === referenceUrn) return decodeReference(doFn.payload);
  throw new WeirError('BEAM_PROTOCOL', `The engine asks for a function of kind ${doFn?.urn}, which is not of Weir.`);
}

/** Whether a transform has state: then elements of one key must stay together, and in their order. */
export function isStateful(transform: PTransform): boolean {
  const { urn, payload } = specOf(transform);
  return urn === transformUrns.parDo && Object.keys(protos.ParDoPayload.deserialize(payload).stateSpecs).length > 0;
}

/**
 * The step of one transform: finds its node in the job that the worker draws again, and takes the node's function.
 *
 * @param inputCoder coder of what the bundle reads
 * @param tellSplits takes what a bounded source tells of its splits
 */
export async function createBundleStep(
  id: string,
  transform: PTransform,
  parts: StepParts & { readonly inputCoder: WireCoder; readonly tellSplits: Emit },
  emit: Emit,
): Promise<BundleStep> {
  const { urn } = specOf(transform);
  if (urn === transformUrns.flatten) return { process: emit };
  if (urn === splittableUrns.pair) return pairStep(emit);
  const reference = referenceOf(transform);
  if (!reference) throw new WeirError('BEAM_PROTOCOL', `The engine asks for ${urn}, which Weir does not do.`);
  const job = await parts.jobOf(reference.job);
  if (urn === splittableUrns.split)
    return splitStep(job.node(reference.node) as SourceNode, reference.job.parallelism, emit);
  if (urn !== splittableUrns.read) return nodeStep(id, reference, job, parts, emit);
  const node = job.node(reference.node) as SourceNode;
  const [inputId = ''] = Object.keys(transform.inputs);
  const { openSplits, inputCoder: coder, tellSplits } = parts;
  return new SourceReadStep({ node, openSplits, transformId: id, inputId, coder, tellSplits }, emit);
}

function nodeStep(
  transform: string,
  { node: id, work, job: { maxHoldMs, parallelism } }: TransformReference,
  job: DrawnJob,
  { logger, keptFor }: StepParts,
  emit: Emit,
): BundleStep {
  if (work.kind === 'partition') return partitionStep(work, parallelism, emit);
  if (work.kind === 'totals') return totalsStep(transform, keptFor(transform));
  const node = job.node(id);
  const { parameters, graph } = job;
  if (node.kind === 'sink') return new SinkStep({ job: graph.job, node, parameters, logger, maxHoldMs }, emit);
  if (node.kind === 'source') throw new WeirError('BEAM_PROTOCOL', `The engine did not take the source ${id} apart.`);
  const { operator, onError = 'fail' } = node;
  if (operator.kind !== 'mapAsync') return operatorStep(node, operator, work.input, emit);
  return new AsyncStep({ operator, onError, label: labelOf(node), clock: systemClock }, emit);
}
