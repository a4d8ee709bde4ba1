import {
  type Batch,
  type DeadLetterReason,
  type DeadLetter,
  type Ledger,
  type SinkState,
  type SinkWriter,
} from '@weir/core';
import { movingMs } from '../destination/destination.js';
import { Destinations } from '../destination/destinations.js';
import { idempotencyKeyOf, type LetterScope } from '../letter/build-letter.js';
import { letterScope } from '../letter/letter-scope.js';
import { SinkMeter } from '../metrics/sink-meter.js';
import type { HttpRecord } from '../request/http-request.js';
import { SentHeaders } from '../request/sent-headers.js';
import { malformed } from '../request/split-url.js';
import type { WireRequest } from '../request/wire-request.js';
import { Conclusion } from './conclusion.js';
import { DeadLetterDesk } from './dead-letter-desk.js';
import { HeldBounds } from './held-bounds.js';
import { holdRecord, isSendable, type HeldRecord, type Sendable } from './held-record.js';
import { fromUnit, toUnit } from './held-state.js';
import { KeyOrder } from './key-order.js';
import { Sender } from './sender.js';
import { Settlement } from './settlement.js';
import type { WriterParts } from './writer-parts.js';

/**
 * One subtask of the HTTP sink. A record goes: accepted → (behind its key →) queued → in flight → (waiting for a retry →
 * in flight)* → delivered, or into the dead-letter store. Until the last step it is held, and {@link HeldBounds} counts it.
 */
export class HttpSinkWriter implements SinkWriter<HttpRecord> {
  readonly #parts: WriterParts;
  readonly #held: HeldBounds;
  readonly #order: KeyOrder | undefined;
  readonly #sender: Sender;
  readonly #letters: DeadLetterDesk;
  readonly #settlement: Settlement;
  readonly #meter: SinkMeter | undefined;
  /** Why nothing is sent any more. */
  #stopped: { readonly abandon: boolean; readonly reason: string } | undefined;
  #closing: Promise<void> | undefined;

  constructor(parts: WriterParts) {
    const { context, options, store, random, onOutcome } = parts;
    const { clock, logger } = context;
    const scope = letterScope(context, options);
    this.#parts = parts;
    this.#meter = context.metrics && new SinkMeter(context.metrics, context.uid);
    this.#order = options.order === 'key' ? new KeyOrder() : undefined;
    const limits = { records: options.queueCapacity, bytes: options.queueBytes };
    this.#held = new HeldBounds(limits, { isWanted: () => this.#sender.wanted > 0, lookMs: movingMs, clock });
    const onSettled = this.#order && this.#onSettled;
    this.#settlement = new Settlement({ scope, held: this.#held, onOutcome, onSettled, fail: this.#fail });
    const { maxLetterBytes } = options.failover;
    const toStore = { store, maxLetterBytes, onStored: this.#onStored, fail: this.#fail };
    this.#letters = new DeadLetterDesk({ scope, clock, logger, random, ...toStore });
    this.#sender = this.#createSender(scope);
  }

  write(batch: Batch<HttpRecord>, from: number, beyondCapacity = false): number {
    const now = this.#parts.context.clock.now();
    const closed = this.#stopped?.abandon === false;
    const end = beyondCapacity ? batch.values.length : Math.min(batch.values.length, from + this.#sender.wanted);
    let index = from;
    while (index < end && (beyondCapacity || this.#held.hasRoom) && !closed) this.#accept(batch, index++, now);
    this.#sender.pump();
    return index - from;
  }

  ready(): Promise<void> {
    return this.#held.room();
  }

  flush(): Promise<void> {
    return this.#held.empty();
  }

  async abandon(reason: string): Promise<void> {
    this.#stopped ??= { abandon: true, reason };
    for (const held of [...this.#sender.stop(), ...(this.#order?.takeAll() ?? [])]) this.#onStopped(held);
    this.#held.lookAgain();
    await this.#parts.transport.close();
    await this.#held.empty();
  }

  snapshot(): SinkState {
    const { held, counters } = this.#settlement.snapshot();
    return { units: [...(this.#order?.toUnits() ?? []), ...Array.from(held, toUnit)], counters };
  }

  /** Takes up what a checkpoint held; before the first write. */
  restore({ units, counters }: SinkState): void {
    this.#settlement.restore(counters);
    for (const unit of units) {
      if (!KeyOrder.isDeadKey(unit)) this.#takeUp(fromUnit(unit, this.#parts.preparer));
      else this.#order?.takeUp(unit);
    }
    this.#sender.pump();
  }

  ledger(): Ledger {
    return this.#settlement.ledger();
  }

  gauges(): Readonly<Record<string, number>> {
    const { inFlight, queued, retrying } = this.#sender.gauges;
    return { inFlight, queued: queued + (this.#order?.waiting ?? 0), retrying, lettering: this.#letters.size };
  }

  close(): Promise<void> {
    this.#stopped = { abandon: false, reason: 'closed' };
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    this.#sender.stop();
    this.#letters.close();
    await this.#parts.transport.close();
    this.#sender.close();
    this.#meter?.close();
    await this.#parts.store.close();
  }

  #createSender(scope: LetterScope): Sender {
    const { context, options, transport, classify, random } = this.#parts;
    const { clock, logger } = context;
    const { conclude } = new Conclusion({
      ...{ options, classify, random, meter: this.#meter, fail: this.#fail },
      deliver: this.#settlement.deliver.bind(this.#settlement),
      giveUp: this.#giveUp,
      retry: (held, delayMs) => {
        held.dueAt = clock.now() + delayMs;
        this.#sender.addRetry(held, delayMs);
      },
      pause: (held, until) => {
        this.#sender.pause(held, until);
      },
      isStopped: () => this.#stopped !== undefined,
      onStopped: this.#onStopped,
    });
    const destinations = Destinations.of(options.destination, clock);
    this.#meter?.observe({
      held: () => this.gauges(),
      heldBytes: () => this.#held.bytes,
      oldestHeldMs: () => clock.now() - (this.#settlement.oldestAcceptedAt ?? clock.now()),
      destinations: () => destinations.statuses(),
    });
    const headers = new SentHeaders(options.security, (held: Sendable) => idempotencyKeyOf(held, scope));
    const toSend = (held: Sendable): WireRequest => headers.addTo(held);
    const { maxInFlight } = options;
    const onPumped = (): void => this.#held.lookAgain();
    return new Sender({ clock, logger, transport, destinations, maxInFlight, toSend, conclude, onPumped });
  }

  #accept(batch: Batch<HttpRecord>, index: number, acceptedAt: number): void {
    const failure = batch.failures?.[index];
    const request =
      failure === undefined ? this.#parts.preparer.prepare(batch.values[index] as HttpRecord) : malformed(failure);
    const held: HeldRecord = holdRecord(batch, index, request, acceptedAt);
    this.#settlement.accept(held);
    if (request.kind === 'malformed') {
      this.#letters.give(held, failure === undefined ? 'malformed-record' : 'operator-failed', request.detail);
    } else if (this.#stopped) this.#onStopped(held as Sendable);
    else if (this.#mayGo(held as Sendable)) this.#sender.add(held as Sendable);
  }

  #takeUp(held: HeldRecord): void {
    this.#settlement.accept(held);
    const { givenUp, dueAt, request } = held;
    if (givenUp) this.#letters.give(held, givenUp.reason, givenUp.detail);
    else if (request.kind === 'malformed') this.#letters.give(held, 'malformed-record', request.detail);
    else if (!isSendable(held) || !this.#mayGo(held)) return;
    else if (dueAt === undefined) this.#sender.add(held);
    else this.#sender.addRetry(held, Math.max(0, dueAt - this.#parts.context.clock.now()));
  }

  /** Whether `held` may be sent now, or has to wait for others of its key; one whose key was given up is too. */
  #mayGo(held: Sendable): boolean {
    const admission = this.#order?.admit(held) ?? 'send';
    if (admission === 'dead') this.#letters.give(held, 'key-given-up', keyGivenUp);
    return admission === 'send';
  }

  /** A record that is not settled when everything ends: held after `close`, a letter after `abandon`. */
  readonly #onStopped = (held: Sendable): void => {
    if (this.#stopped?.abandon) this.#letters.give(held, 'abandoned', this.#stopped.reason);
  };

  readonly #onStored = (held: HeldRecord, letter: DeadLetter): void => {
    this.#meter?.deadLetter(letter.reason);
    this.#settlement.deadLetter(held, letter);
  };

  readonly #giveUp = (held: Sendable, reason: DeadLetterReason, detail: string): void => {
    const rest = this.#parts.options.orderOnGiveUp === 'dead-letter-key' ? this.#order?.giveUpKey(held) : undefined;
    this.#letters.give(held, reason, detail);
    for (const behind of rest ?? []) this.#letters.give(behind, 'key-given-up', keyGivenUp);
  };

  readonly #onSettled = (held: HeldRecord): void => {
    const next = isSendable(held) ? this.#order?.settled(held) : undefined;
    if (next === undefined || this.#stopped) return;
    this.#sender.add(next);
    this.#sender.pump();
  };

  readonly #fail = (error: Error): void => {
    this.#held.break(error);
    this.#parts.context.fail(error);
  };
}

const keyGivenUp = 'an earlier record of the same key was given up';
