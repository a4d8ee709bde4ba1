import type { JsonValue, SourceNode, SourceSplit } from '@weir/core';
import type { WindowedValue } from '../wire/coders.js';
import type { BundleStep, Emit } from './bundle-step.js';
import { spreadKey } from './key-groups.js';

/**
 * What is left to read of one split: the restriction of the splittable DoFn that a source is. The engine keeps it in
 * its checkpoints.
 */
export interface Restriction {
  readonly split: SourceSplit;
  /** Index of the subtask that reads it. */
  readonly subtask: number;
  /** Where reading goes on; absent at the start. */
  readonly position?: JsonValue;
  /** Set when a slice of it was read: the split is counted as begun. */
  readonly begun?: true;
}

export function encodeRestriction(restriction: Restriction): Buffer {
  return Buffer.from(JSON.stringify(restriction));
}

export function decodeRestriction(bytes: Uint8Array): Restriction {
  return JSON.parse(Buffer.from(bytes).toString()) as Restriction;
}

/** Restriction of a source before it is split. */
const wholeSource = Buffer.from('{}');

/** Pairs an impulse with the whole source. */
export function pairStep(emit: Emit): BundleStep {
  return { process: ({ header, value }) => emit({ header, value: [value, wholeSource] }) };
}

/**
 * Asks a source for its splits: each becomes a restriction of its own, of size 1. Its element is a key of its own as
 * well: Flink reads what has the same element in one subtask.
 *
 * @param engineParallelism subtasks of each stage of the engine
 */
export function splitStep({ source, parallelism }: SourceNode, engineParallelism: number, emit: Emit): BundleStep {
  return {
    async process({ header }: WindowedValue) {
      const splits = await source.splits(parallelism);
      for (const [index, split] of splits.entries()) {
        const restriction = encodeRestriction({ split, subtask: index % parallelism });
        const element = Buffer.from(spreadKey(index, engineParallelism));
        await emit({ header, value: [[element, restriction], 1] });
      }
    },
  };
}
