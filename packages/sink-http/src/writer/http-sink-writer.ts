import {
  type Batch,
  type DeadLetterStore,
  type Ledger,
  type OutcomeListener,
  type SinkContext,
  type SinkState,
  type SinkWriter,
} from '@weir/core';
import { idempotencyKeyOf, type LetterScope } from '../letter/build-letter.js';
import { describeLast, describeRejection, retryAfterOf, toAttempt } from '../letter/describe-result.js';
import type { HttpSinkOptions } from '../options/resolve-http-sink-options.js';
import { createClassifier, type Outcome, type OutcomeClassifier } from '../outcome/classify-outcome.js';
import { withFunction, type OutcomeFunction } from '../outcome/outcome-function.js';
import type { HttpRecord } from '../request/http-request.js';
import type { PreparedRequest, RequestPreparer } from '../request/prepare-request.js';
import { SentHeaders } from '../request/sent-headers.js';
import { parseRetryAfter } from '../retry/retry-after.js';
import { nextAttempt } from '../retry/retry-policy.js';
import type { HttpTransport, SendResult } from '../send/http-transport.js';
import { DeadLetterDesk } from './dead-letter-desk.js';
import { Fifo } from './fifo.js';
import { HeldBounds } from './held-bounds.js';
import { holdRecord, type HeldRecord } from './held-record.js';
import { fromUnit, toUnit } from './held-state.js';
import { RetrySchedule } from './retry-schedule.js';
import { Settlement } from './settlement.js';

/** What a writer works with. */
export interface WriterParts {
  readonly context: SinkContext;
  readonly options: HttpSinkOptions;
  readonly preparer: RequestPreparer;
  readonly transport: HttpTransport;
  readonly store: DeadLetterStore;
  readonly classify?: OutcomeFunction | undefined;
  readonly onOutcome?: OutcomeListener<HttpRecord> | undefined;
  /** Numbers from 0 up to 1, for jitter. */
  readonly random: () => number;
}

/** A held record that is not malformed. */
type Sendable = HeldRecord<PreparedRequest>;

/**
 * One subtask of the HTTP sink. A record goes: accepted → queued → in flight → (waiting for a retry → in flight)* →
 * delivered, or into the dead-letter store. Until the last step it is held, and {@link HeldBounds} counts it.
 */
export class HttpSinkWriter implements SinkWriter<HttpRecord> {
  readonly #parts: WriterParts;
  readonly #classify: OutcomeClassifier;
  readonly #scope: LetterScope;
  readonly #sentHeaders: SentHeaders;
  readonly #fail: (error: Error) => void;
  readonly #held: HeldBounds;
  readonly #queue = new Fifo<Sendable>();
  readonly #retries: RetrySchedule<Sendable>;
  readonly #letters: DeadLetterDesk;
  readonly #settlement: Settlement;
  #inFlight = 0;
  #pumping = false;
  /** Why nothing is sent any more. */
  #stopped: { readonly abandon: boolean; readonly reason: string } | undefined;
  #closing: Promise<void> | undefined;

  constructor(parts: WriterParts) {
    const { context, options, store, random, classify, onOutcome } = parts;
    const { clock, logger } = context;
    const scope = scopeOf(context, options);
    const fail = (error: Error): void => {
      this.#held.break(error);
      context.fail(error);
    };
    this.#parts = parts;
    this.#scope = scope;
    this.#sentHeaders = new SentHeaders(options.security);
    this.#fail = fail;
    this.#classify = withFunction(createClassifier(options.outcomes), classify);
    this.#held = new HeldBounds({ records: options.queueCapacity, bytes: options.queueBytes });
    this.#retries = new RetrySchedule(clock, this.#pump);
    this.#settlement = new Settlement({ scope, held: this.#held, onOutcome, fail });
    const onStored = this.#settlement.deadLetter.bind(this.#settlement);
    const { maxLetterBytes } = options.failover;
    this.#letters = new DeadLetterDesk({ scope, store, maxLetterBytes, clock, logger, random, onStored, fail });
  }

  write(batch: Batch<HttpRecord>, from: number, beyondCapacity = false): number {
    const now = this.#parts.context.clock.now();
    const closed = this.#stopped?.abandon === false;
    let index = from;
    while (index < batch.values.length && (beyondCapacity || this.#held.hasRoom) && !closed) {
      this.#accept(batch, index++, now);
    }
    this.#pump();
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
    for (let held = this.#queue.shift(); held; held = this.#queue.shift()) this.#giveUp(held);
    for (const held of this.#retries.takeAll()) this.#giveUp(held);
    await this.#parts.transport.close();
    await this.#held.empty();
  }

  snapshot(): SinkState {
    const { held, counters } = this.#settlement.snapshot();
    return { units: Array.from(held, toUnit), counters };
  }

  /** Takes up what a checkpoint held; before the first write. */
  restore({ units, counters }: SinkState): void {
    this.#settlement.restore(counters);
    for (const unit of units) this.#takeUp(fromUnit(unit, this.#parts.preparer));
    this.#pump();
  }

  ledger(): Ledger {
    return this.#settlement.ledger();
  }

  gauges(): Readonly<Record<string, number>> {
    const [queued, retrying, lettering] = [this.#queue.size, this.#retries.size, this.#letters.size];
    return { inFlight: this.#inFlight, queued, retrying, lettering };
  }

  close(): Promise<void> {
    this.#stopped = { abandon: false, reason: 'closed' };
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    this.#retries.takeAll();
    this.#letters.close();
    await this.#parts.transport.close();
    await this.#parts.store.close();
  }

  #accept(batch: Batch<HttpRecord>, index: number, acceptedAt: number): void {
    const request = this.#parts.preparer.prepare(batch.values[index] as HttpRecord);
    if (request.kind === 'malformed') {
      const held = holdRecord(batch, index, request, acceptedAt);
      this.#settlement.accept(held);
      this.#letters.give(held, 'malformed-record', request.detail);
    } else {
      const held = holdRecord(batch, index, request, acceptedAt);
      this.#settlement.accept(held);
      if (this.#stopped) this.#giveUp(held);
      else this.#queue.push(held);
    }
  }

  #takeUp(held: HeldRecord): void {
    this.#settlement.accept(held);
    const { givenUp, dueAt, request } = held;
    if (givenUp) this.#letters.give(held, givenUp.reason, givenUp.detail);
    else if (request.kind === 'malformed') this.#letters.give(held, 'malformed-record', request.detail);
    else if (dueAt === undefined) this.#queue.push(held as Sendable);
    else this.#retries.add(held as Sendable, Math.max(0, dueAt - this.#parts.context.clock.now()));
  }

  /** Sends as long as there is something to send and room in flight; retries that are due go first. */
  readonly #pump = (): void => {
    // An attempt can end before `send` returns; the loop then goes on by itself.
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (this.#inFlight < this.#parts.options.maxInFlight && !this.#stopped) {
        const held = (this.#retries.size > 0 ? this.#retries.takeDue() : undefined) ?? this.#queue.shift();
        if (held === undefined) break;
        this.#send(held);
      }
    } finally {
      this.#pumping = false;
    }
  };

  #send(held: Sendable): void {
    const { clock } = this.#parts.context;
    const at = clock.now();
    held.dueAt = undefined;
    this.#inFlight += 1;
    const request = this.#sentHeaders.addTo(held.request, () => idempotencyKeyOf(held, this.#scope));
    this.#parts.transport.send(request, (result) => {
      this.#inFlight -= 1;
      this.#conclude(held, result, at);
      this.#pump();
    });
  }

  #conclude(held: Sendable, result: SendResult, at: number): void {
    const { clock } = this.#parts.context;
    const outcome = this.#outcomeOf(result);
    if (outcome === undefined) return;
    if (outcome.kind === 'delivered') {
      this.#settlement.deliver(held, () => toAttempt(result, at, clock.now()));
      return;
    }
    held.attempts = [...held.attempts, toAttempt(result, at, clock.now())];
    if (outcome.kind === 'reject') this.#letters.give(held, outcome.reason, describeRejection(result, outcome.detail));
    else if (this.#stopped) this.#giveUp(held);
    else this.#retry(held, result, outcome.afterMs);
  }

  /** Undefined when the user's function failed: then the job has, and the record stays held. */
  #outcomeOf(result: SendResult): Outcome | undefined {
    try {
      return this.#classify(result);
    } catch (error) {
      this.#fail(error as Error);
      return undefined;
    }
  }

  #retry(held: Sendable, result: SendResult, afterMs: number | undefined): void {
    const { context, options, random } = this.#parts;
    const attempts = held.attempts.length;
    const retryAfter = result.kind === 'answered' ? retryAfterOf(result) : undefined;
    const retryAfterMs = afterMs ?? parseRetryAfter(retryAfter, context.clock.now());
    const decision = nextAttempt(options.retryPolicy, { attempts, retryAfterMs }, random);
    if (decision.kind === 'retry') {
      held.dueAt = context.clock.now() + decision.delayMs;
      this.#retries.add(held, decision.delayMs);
    } else this.#letters.give(held, 'retries-exhausted', describeLast(result, attempts));
  }

  /** After `close` what was not settled stays held; after `abandon` it becomes a letter. */
  #giveUp(held: Sendable): void {
    if (this.#stopped?.abandon) this.#letters.give(held, 'abandoned', this.#stopped.reason);
  }
}

function scopeOf(context: SinkContext, options: HttpSinkOptions): LetterScope {
  const { job, uid, subtask } = context;
  const { secretHeaders } = options.failover;
  const idempotencyHeader = options.security.idempotencyHeader?.toLowerCase();
  return { job, sinkUid: uid, subtask, secretHeaders, idempotencyHeader };
}
