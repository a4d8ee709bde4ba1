import type { Attempt, DeadLetterReason } from '@weir/core';
import type { Finding } from '../destination/destination.js';
import { describeLast, describeRejection, retryAfterOf, toAttempt } from '../letter/describe-result.js';
import { SecretMask } from '../letter/secret-mask.js';
import type { SinkMeter } from '../metrics/sink-meter.js';
import type { HttpSinkOptions } from '../options/resolve-http-sink-options.js';
import { createClassifier, type Outcome, type OutcomeClassifier } from '../outcome/classify-outcome.js';
import { findingOf } from '../outcome/finding.js';
import { withFunction, type OutcomeFunction } from '../outcome/outcome-function.js';
import { parseRetryAfter } from '../retry/retry-after.js';
import { nextAttempt } from '../retry/retry-policy.js';
import type { SendResult } from '../send/http-transport.js';
import type { Sendable } from './held-record.js';
import { orderKey } from './key-order.js';

/** What can become of a record behind an attempt. */
export interface ConclusionParts {
  readonly options: HttpSinkOptions;
  readonly classify: OutcomeFunction | undefined;
  readonly random: () => number;
  readonly meter: SinkMeter | undefined;
  readonly deliver: (held: Sendable, attempt: () => Attempt) => void;
  readonly giveUp: (held: Sendable, reason: DeadLetterReason, detail: string) => void;
  readonly retry: (held: Sendable, delayMs: number) => void;
  /** The destination of `held` gets nothing before `until`. */
  readonly pause: (held: Sendable, until: number) => void;
  /** Whether nothing is sent any more; then a record that would be sent again is for `onStopped`. */
  readonly isStopped: () => boolean;
  readonly onStopped: (held: Sendable) => void;
  /** Told when the user's function failed; the record stays held. */
  readonly fail: (error: Error) => void;
}

/** Decides what becomes of a record after each attempt, and what the attempt says about its destination. */
export class Conclusion {
  readonly #parts: ConclusionParts;
  readonly #classify: OutcomeClassifier;
  readonly #blocks: boolean;
  readonly #mask: SecretMask;

  constructor(parts: ConclusionParts) {
    const { order, orderOnGiveUp, outcomes } = parts.options;
    this.#parts = parts;
    const { failover, security } = parts.options;
    this.#mask = new SecretMask(failover.secretHeaders, security.authorization);
    this.#classify = withFunction(createClassifier(outcomes), parts.classify);
    this.#blocks = order === 'key' && orderOnGiveUp === 'block';
  }

  /** The attempt began at `at` and ended at `now`. */
  readonly conclude = (held: Sendable, result: SendResult, at: number, now: number): Finding => {
    const outcome = this.#outcomeOf(result);
    this.#parts.meter?.attempt(held.request.origin, result, outcome, now - at);
    if (outcome === undefined) return 'unknown';
    if (outcome.kind === 'delivered') {
      this.#parts.deliver(held, () => this.#attempt(held, result, at, now));
      return 'well';
    }
    held.attempts = [...held.attempts, this.#attempt(held, result, at, now)];
    const isFinal = outcome.kind === 'reject' && result.kind === 'answered';
    // When everything is stopped, what was in flight fails for that, and not for what the table says of failures.
    if (this.#parts.isStopped() && !isFinal) {
      this.#parts.onStopped(held);
      return 'unknown';
    }
    if (outcome.kind === 'reject') this.#giveUp(held, outcome.reason, describeRejection(result, outcome.detail));
    else this.#retry(held, result, outcome.afterMs, now);
    return findingOf(result, outcome);
  };

  #attempt({ request }: Sendable, result: SendResult, at: number, now: number): Attempt {
    return toAttempt(result, at, now, (text) => this.#mask.apply(request.headers, text));
  }

  #outcomeOf(result: SendResult): Outcome | undefined {
    try {
      return this.#classify(result);
    } catch (error) {
      this.#parts.fail(error as Error);
      return undefined;
    }
  }

  #retry(held: Sendable, result: SendResult, afterMs: number | undefined, now: number): void {
    const { options, random, pause, retry } = this.#parts;
    const { retryPolicy } = options;
    const attempts = held.attempts.length;
    const retryAfter = result.kind === 'answered' ? retryAfterOf(result) : undefined;
    const retryAfterMs = afterMs ?? parseRetryAfter(retryAfter, now);
    // Not only this record: whoever asks for time asks all for it.
    if (retryAfterMs !== undefined) pause(held, now + Math.min(retryAfterMs, retryPolicy.maxRetryAfterMs));
    const ageMs = now - held.acceptedAt;
    const decision = nextAttempt(retryPolicy, { attempts, retryAfterMs, ageMs }, random);
    if (decision.kind === 'retry') retry(held, decision.delayMs);
    else this.#giveUp(held, 'retries-exhausted', describeLast(result, attempts));
  }

  /** A key that blocks never gives up: its record is sent again at the longest delay, also after a rejection. */
  #giveUp(held: Sendable, reason: DeadLetterReason, detail: string): void {
    const { options, giveUp, retry, isStopped, onStopped } = this.#parts;
    if (!this.#blocks || orderKey(held) === undefined) giveUp(held, reason, detail);
    else if (isStopped()) onStopped(held);
    else retry(held, options.retryPolicy.maxMs);
  }
}
