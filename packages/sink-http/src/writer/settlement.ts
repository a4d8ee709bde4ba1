import {
  WeirError,
  describeError,
  type Attempt,
  type DeadLetter,
  type Ledger,
  type OutcomeListener,
  type RecordOutcome,
  type RecordScope,
} from '@weir/core';
import { LinkedList } from '../linked-list.js';
import { idOf } from '../letter/build-letter.js';
import type { HttpRecord } from '../request/http-request.js';
import { GroupHandOver } from './group-hand-over.js';
import type { HeldBounds } from './held-bounds.js';
import type { HeldRecord } from './held-record.js';

/** The outcome of a record that was delivered; makes its attempts when somebody looks at them. */
class Delivered {
  readonly kind = 'delivered';
  readonly id: string;
  readonly #held: HeldRecord;
  readonly #last: () => Attempt;
  #attempts: readonly Attempt[] | undefined;

  constructor(id: string, held: HeldRecord, last: () => Attempt) {
    this.id = id;
    this.#held = held;
    this.#last = last;
  }

  get record(): HttpRecord {
    return this.#held.record;
  }

  get attempts(): readonly Attempt[] {
    return (this.#attempts ??= [...this.#held.attempts, this.#last()]);
  }
}

interface Ended {
  readonly held: HeldRecord;
  readonly outcome: RecordOutcome<HttpRecord>;
}

/** What a settlement works with. */
export interface SettlementParts {
  readonly scope: RecordScope;
  readonly held: HeldBounds;
  readonly onOutcome: OutcomeListener<HttpRecord> | undefined;
  /** Told of each record that is held no longer. */
  readonly onSettled?: ((held: HeldRecord) => void) | undefined;
  /** Told when the listener rejects; the records concerned stay held. */
  readonly fail: (error: Error) => void;
}

/**
 * Where records stop being held. Keeps the ledger, and tells the outcome listener, if there is one, before a record
 * counts as settled.
 */
export class Settlement {
  readonly #parts: SettlementParts;
  readonly #outcomes: GroupHandOver<Ended> | undefined;
  /** Everything that is held, in the order in which it was accepted. */
  readonly #open = new LinkedList<HeldRecord>();
  #accepted = 0;
  #delivered = 0;
  #deadLettered = 0;

  constructor(parts: SettlementParts) {
    this.#parts = parts;
    const { onOutcome } = parts;
    this.#outcomes =
      onOutcome &&
      new GroupHandOver({
        take: async (group) => onOutcome(group.map(({ outcome }) => outcome)),
        onTaken: (group) => {
          for (const { held, outcome } of group) this.#settle(held, outcome.kind);
        },
        onRefused: (error) => {
          parts.fail(listenerFailed(error));
        },
      });
  }

  /** Goes on counting where a checkpoint left off; what it held is accepted again one by one. */
  restore({ delivered = 0, deadLettered = 0 }: Readonly<Record<string, number>>): void {
    this.#delivered += delivered;
    this.#deadLettered += deadLettered;
    this.#accepted += delivered + deadLettered;
  }

  /** What is held, and what a restart goes on counting from. */
  snapshot(): { readonly held: Iterable<HeldRecord>; readonly counters: Readonly<Record<string, number>> } {
    return { held: this.#open, counters: { delivered: this.#delivered, deadLettered: this.#deadLettered } };
  }

  accept(held: HeldRecord): void {
    this.#open.append(held);
    this.#accepted += 1;
    this.#parts.held.add(held.bytes);
  }

  /** `attempt` makes the last attempt, which delivered the record; asked for only when somebody looks at it. */
  deliver(held: HeldRecord, attempt: () => Attempt): void {
    if (!this.#outcomes) {
      this.#settle(held, 'delivered');
      return;
    }
    this.#outcomes.give({ held, outcome: new Delivered(idOf(held, this.#parts.scope), held, attempt) });
  }

  /** Only once the store has acknowledged `letter`. */
  deadLetter(held: HeldRecord, letter: DeadLetter): void {
    if (!this.#outcomes) this.#settle(held, 'dead-lettered');
    else this.#outcomes.give({ held, outcome: { kind: 'dead-lettered', id: letter.id, record: held.record, letter } });
  }

  /** When the oldest of what is held was accepted; undefined when nothing is. */
  get oldestAcceptedAt(): number | undefined {
    return this.#open.first?.acceptedAt;
  }

  ledger(): Ledger {
    const [accepted, delivered, deadLettered] = [this.#accepted, this.#delivered, this.#deadLettered];
    return { accepted, delivered, deadLettered, held: this.#parts.held.records };
  }

  #settle(held: HeldRecord, how: 'delivered' | 'dead-lettered'): void {
    if (how === 'delivered') this.#delivered += 1;
    else this.#deadLettered += 1;
    this.#open.remove(held);
    this.#parts.held.remove(held.bytes);
    this.#parts.onSettled?.(held);
  }
}

function listenerFailed(cause: unknown): WeirError {
  return new WeirError(
    'SINK_FAILED',
    `The outcome listener of the HTTP sink failed: ${describeError(cause)}. The records it was told of stay held.`,
    { cause },
  );
}
