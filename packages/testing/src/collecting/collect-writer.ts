import {
  lineageAt,
  structuredJson,
  type Batch,
  type JsonValue,
  type Ledger,
  type Lineage,
  type SinkState,
  type SinkWriter,
} from '@weir/core';
import type { AbandonedRecord, CollectedRecord } from './collected-record.js';

/** What a writer asks of its sink. */
export interface CollectPlace<T> {
  readonly subtask: number;
  readonly capacity: number;
  isPaused(): boolean;
  delivered(record: CollectedRecord<T>): void;
  abandoned(record: AbandonedRecord<T>): void;
  /** Told after each change of the ledger. */
  changed(): void;
}

/** A held record as a checkpoint keeps it. */
interface StoredRecord {
  readonly value: JsonValue;
  readonly lineage: Lineage;
  readonly failure?: string;
}

/** A record that is held, and why a function failed on it, if one did. */
interface Held<T> {
  readonly record: CollectedRecord<T>;
  readonly failure: string | undefined;
}

/** One subtask's end of a collecting sink. */
export class CollectWriter<T> implements SinkWriter<T> {
  readonly #place: CollectPlace<T>;
  readonly #held: Held<T>[] = [];
  readonly #counts: { accepted: number; delivered: number; deadLettered: number };
  #waiting: { readonly isMet: () => boolean; readonly resolve: () => void }[] = [];
  #abandonReason: string | undefined;
  #closed = false;

  /** @param restored what a checkpoint held; held again until the sink delivers */
  constructor(place: CollectPlace<T>, restored: SinkState) {
    this.#place = place;
    for (const { key, value } of restored.units) {
      const { value: json, lineage, failure } = value as unknown as StoredRecord;
      const record = { value: structuredJson.decode(json) as T, lineage, key, subtask: place.subtask };
      this.#held.push({ record, failure });
    }
    const { delivered = 0, deadLettered = 0 } = restored.counters;
    this.#counts = { accepted: delivered + deadLettered + this.#held.length, delivered, deadLettered };
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  write(batch: Batch<T>, from: number, beyondCapacity = false): number {
    this.#refuseClosed('write');
    const taken = Math.min(batch.values.length - from, beyondCapacity ? Infinity : Math.max(0, this.#room()));
    for (let i = from; i < from + taken; i += 1) {
      const [value, lineage] = [batch.values[i] as T, lineageAt(batch, i)];
      const record = { value, lineage, key: batch.keys?.[i], subtask: this.#place.subtask };
      this.#held.push({ record, failure: batch.failures?.[i] });
    }
    this.#counts.accepted += taken;
    if (this.#abandonReason !== undefined || !this.#place.isPaused()) this.settle(Infinity);
    this.#place.changed();
    return taken;
  }

  /** Delivers (after `abandon`: gives up on) at most `count` of the held records and returns how many there were. */
  settle(count: number): number {
    const settled = this.#held.splice(0, count);
    for (const { record, failure } of settled) {
      const reason = failure ?? this.#abandonReason;
      this.#counts[reason === undefined ? 'delivered' : 'deadLettered'] += 1;
      if (reason === undefined) this.#place.delivered(record);
      else this.#place.abandoned({ ...record, reason });
    }
    this.#announce();
    return settled.length;
  }

  ready(): Promise<void> {
    this.#refuseClosed('ready');
    return this.#until(() => this.#room() > 0);
  }

  flush(): Promise<void> {
    this.#refuseClosed('flush');
    return this.#until(() => this.#held.length === 0);
  }

  abandon(reason: string): Promise<void> {
    this.#refuseClosed('abandon');
    this.#abandonReason ??= reason;
    this.settle(Infinity);
    return Promise.resolve();
  }

  snapshot(): SinkState {
    const { delivered, deadLettered } = this.#counts;
    const units = this.#held.map(({ record: { value, lineage, key }, failure }) => {
      const encoded = structuredJson.encode(value, 'collect');
      const stored: StoredRecord = { value: encoded, lineage, ...(failure !== undefined && { failure }) };
      return { ...(key !== undefined && { key }), value: stored as unknown as JsonValue };
    });
    return { units, counters: { delivered, deadLettered } };
  }

  ledger(): Ledger {
    return { ...this.#counts, held: this.#held.length };
  }

  close(): Promise<void> {
    this.#closed = true;
    return Promise.resolve();
  }

  #room(): number {
    return this.#place.capacity - this.#held.length;
  }

  #until(isMet: () => boolean): Promise<void> {
    if (isMet()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ isMet, resolve }));
  }

  #announce(): void {
    const waiting = this.#waiting;
    this.#waiting = waiting.filter(({ isMet }) => !isMet());
    for (const wait of waiting) if (!this.#waiting.includes(wait)) wait.resolve();
    this.#place.changed();
  }

  #refuseClosed(call: string): void {
    if (this.#closed) throw new Error(`${call} was called after close: the runner broke the contract of SinkWriter.`);
  }
}
