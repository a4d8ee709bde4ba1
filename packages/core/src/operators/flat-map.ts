import type { Batch } from '../record/batch.js';
import type { OnError } from '../config/on-error.js';
import { throwFailed } from './operator-options.js';
import { operatorError, refusePromise, type OperatorLabel } from './operator-error.js';
import type { Step } from './step.js';

/** One record in, any number out. */
export interface FlatMapOperator {
  readonly kind: 'flatMap';
  readonly fn: (value: unknown) => unknown;
  readonly onError?: OnError;
}

/** Columns of a batch that is being put together. */
interface Columns {
  readonly values: unknown[];
  readonly positions: number[];
  readonly subs: string[];
  readonly keys: string[];
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof (value as Partial<Iterable<unknown>> | null | undefined)?.[Symbol.iterator] === 'function';
}

function appendOutputs(columns: Columns, batch: Batch<unknown>, index: number, outputs: Iterable<unknown>): void {
  const parent = batch.subs?.[index];
  let output = 0;
  for (const value of outputs) {
    columns.values.push(value);
    columns.positions.push(batch.positions[index] ?? 0);
    columns.subs.push(parent === undefined ? String(output) : `${parent}.${output}`);
    if (batch.keys) columns.keys.push(batch.keys[index] ?? '');
    output++;
  }
}

/** Takes back what came of a record before its iterable failed. */
function cutColumns({ values, positions, subs, keys }: Columns, length: number): void {
  for (const column of [values, positions, subs, keys]) column.length = Math.min(column.length, length);
}

/** The step of a {@link FlatMapOperator}: outputs are numbered, so that each has a lineage of its own. */
export function flatMapStep({ fn }: FlatMapOperator, label: OperatorLabel, onFailed = throwFailed): Step {
  return (batch) => {
    const columns: Columns = { values: [], positions: [], subs: [], keys: [] };
    for (let i = 0; i < batch.values.length; i++) {
      const before = columns.values.length;
      try {
        const outputs = fn(batch.values[i]);
        refusePromise(label, batch, i, outputs);
        if (!isIterable(outputs))
          throw new TypeError(`It returned ${typeof outputs}; expected an array or another iterable.`);
        appendOutputs(columns, batch, i, outputs);
      } catch (cause) {
        cutColumns(columns, before);
        if (onFailed(operatorError(label, batch, i, cause), batch, i) === 'end-batch') break;
      }
    }
    const { keys, ...rest } = columns;
    if (rest.values.length === 0) return undefined;
    return { origin: batch.origin, ...rest, ...(batch.keys && { keys }) };
  };
}
