import { structuredJson, type Batch, type JsonValue, type Origin, type StateUnit } from '@weir/core';

/** One record on its way through an asynchronous function. */
export interface Call {
  readonly batch: Batch<unknown>;
  readonly index: number;
  started: boolean;
  done: boolean;
  /** What came of it; of a record on which a function failed, the record itself. */
  result: unknown;
  /** Why a function failed on it, in words: then it passes by, to be dead-lettered. */
  failure: string | undefined;
}

/** How a record stands in the state of an asynchronous operator. */
interface StoredInput {
  readonly split: string;
  readonly branch: string;
  readonly position: number;
  readonly sub?: string;
  readonly value: JsonValue;
  readonly failure?: string;
}

/** The results of `calls`, which share an origin, as one batch. */
function batchOf(calls: readonly Call[], origin: Origin): Batch<unknown> {
  const first = calls[0]?.batch;
  return {
    origin,
    values: calls.map((call) => call.result),
    positions: calls.map((call) => call.batch.positions[call.index] ?? 0),
    ...(first?.subs && { subs: calls.map((call) => call.batch.subs?.[call.index] ?? '') }),
    ...(first?.keys && { keys: calls.map((call) => call.batch.keys?.[call.index] ?? '') }),
    ...(calls[0]?.failure !== undefined && { failures: calls.map((call) => call.failure ?? '') }),
  };
}

function toCall(batch: Batch<unknown>, index: number): Call {
  const failure = batch.failures?.[index];
  return { batch, index, started: false, done: failure !== undefined, result: batch.values[index], failure };
}

function toUnit({ batch, index, failure }: Call, node: string): StateUnit {
  const key = batch.keys?.[index];
  const input: StoredInput = {
    ...batch.origin,
    position: batch.positions[index] ?? 0,
    ...(batch.subs && { sub: batch.subs[index] ?? '' }),
    value: structuredJson.encode(batch.values[index], node),
    ...(failure !== undefined && { failure }),
  };
  return { ...(key !== undefined && { key }), value: input as unknown as JsonValue };
}

function fromUnit({ key, value }: StateUnit): Call {
  const { split, branch, position, sub, value: record, failure } = value as unknown as StoredInput;
  const batch: Batch<unknown> = {
    origin: { split, branch },
    values: [structuredJson.decode(record)],
    positions: [position],
    ...(sub !== undefined && { subs: [sub] }),
    ...(key !== undefined && { keys: [key] }),
    ...(failure !== undefined && { failures: [failure] }),
  };
  return toCall(batch, 0);
}

/** The records that an asynchronous operator has taken and not handed on, in the order in which they came. */
export class AsyncCalls {
  readonly #ordered: boolean;
  #calls: Call[];
  /** How many of the first calls have been looked at by {@link start}. */
  #started = 0;

  constructor(ordered: boolean, restored: readonly StateUnit[]) {
    this.#ordered = ordered;
    this.#calls = restored.map(fromUnit);
  }

  get size(): number {
    return this.#calls.length;
  }

  add(batch: Batch<unknown>): void {
    for (let index = 0; index < batch.values.length; index++) {
      this.#calls.push(toCall(batch, index));
    }
  }

  /** The oldest call that has not been started. */
  start(): Call | undefined {
    for (let call = this.#calls[this.#started]; call; call = this.#calls[this.#started]) {
      this.#started++;
      call.started = true;
      if (!call.done) return call;
    }
    return undefined;
  }

  /** What is done and may leave: in order only what nothing older holds up; a batch has one origin, and fails as a whole. */
  takeResults(): Batch<unknown> | undefined {
    const head = this.#ordered ? this.#calls[0] : this.#calls.find((call) => call.done);
    if (!head?.done) return undefined;
    const { origin } = head.batch;
    const failed = head.failure !== undefined;
    const mayLeave = (call: Call): boolean =>
      call.done && call.batch.origin === origin && (call.failure !== undefined) === failed;
    const blocked = this.#ordered ? this.#calls.findIndex((call) => !mayLeave(call)) : -1;
    const leaving = (blocked === -1 ? this.#calls : this.#calls.slice(0, blocked)).filter(mayLeave);
    const gone = new Set(leaving);
    this.#calls = this.#calls.filter((call) => !gone.has(call));
    this.#started -= leaving.filter((call) => call.started).length;
    return batchOf(leaving, origin);
  }

  /** Everything that is here, as state. @throws ELEMENT_NOT_ENCODABLE naming `node` */
  snapshot(node: string): readonly StateUnit[] {
    return this.#calls.map((call) => toUnit(call, node));
  }
}
