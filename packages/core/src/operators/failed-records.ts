import type { OnError } from '../config/on-error.js';
import { describeError, type WeirError } from '../errors/weir-error.js';
import { pickRecords, type Batch } from '../record/batch.js';
import type { OperatorLabel } from './operator-error.js';
import type { OnFailed } from './operator-options.js';

const none: readonly Batch<unknown>[] = Object.freeze([]);

interface Failed {
  readonly batch: Batch<unknown>;
  readonly indices: number[];
  readonly failures: string[];
}

/** Whether `error` is of the record and not of the function: one that returns promises fails on every record. */
export function isOfRecord(error: WeirError): boolean {
  return error.code !== 'OPERATOR_RETURNED_PROMISE';
}

/** What a letter says of the failure. */
export function describeFailure(label: OperatorLabel, error: WeirError): string {
  return error.code === 'OPERATOR_FAILED' ? `${label} failed: ${describeError(error.cause)}` : error.message;
}

/** Gathers the records on which the functions of a chain of steps fail. */
export class FailedRecords {
  #failed: Failed[] = [];
  #error: WeirError | undefined;

  /**
   * For the step of one operator. With `fail` the batch ends before the record: what stands before it goes on its way,
   * then the error does.
   */
  handler(onError: OnError, label: OperatorLabel): OnFailed {
    return (error, batch, index) => {
      if (onError === 'fail' || !isOfRecord(error)) {
        this.#error = error;
        return 'end-batch';
      }
      const last = this.#failed.at(-1);
      const failed = last?.batch === batch ? last : { batch, indices: [], failures: [] };
      if (failed !== last) this.#failed.push(failed);
      failed.indices.push(index);
      failed.failures.push(describeFailure(label, error));
      return 'leave-out';
    };
  }

  /** The batches of records that are to be dead-lettered, once. */
  take(): readonly Batch<unknown>[] {
    if (this.#failed.length === 0) return none;
    const taken = this.#failed.map(({ batch, indices, failures }) => {
      return { ...(pickRecords(batch, indices) ?? batch), failures };
    });
    this.#failed = [];
    return taken;
  }

  /** Throws what fails the job, if anything does. */
  throwIfAny(): void {
    if (this.#error) throw this.#error;
  }
}
