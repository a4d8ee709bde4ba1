import type { Clock } from '@weir/core';
import { AdaptiveLimit } from './adaptive-limit.js';
import { CircuitBreaker, type BreakerState } from './circuit-breaker.js';
import type { DestinationPolicy } from './destination-policy.js';
import { RateLimit } from './rate-limit.js';
import { RetryRatio } from './retry-ratio.js';
import { WaitingRoom, type Waiter } from './waiting-room.js';

/**
 * What an attempt says about its destination.
 *
 * - `well`: it answered, and was not at its limits;
 * - `overloaded`: 429 or 503 without a Retry-After, or no answer in time;
 * - `failed`: any other reason to try again;
 * - `unknown`: the attempt was called off.
 */
export type Finding = 'well' | 'overloaded' | 'failed' | 'unknown';

/** What the end of a request did to the circuit breaker. */
export type BreakerChange = 'opened' | 'closed';

/** A request that wants to go. */
export interface Candidate {
  readonly bytes: number;
  /** When its record was accepted; milliseconds since the epoch. */
  readonly acceptedAt: number;
  readonly attempts: { readonly length: number };
}

/** What is known of a destination at a moment. */
export interface DestinationStatus {
  readonly origin: string;
  readonly inFlight: number;
  /** Requests that may be in flight at this moment. */
  readonly limit: number;
  readonly breaker: BreakerState;
  /** Until when nothing is sent, because an answer asked for it; milliseconds since the epoch, or 0. */
  readonly pausedUntil: number;
}

/** How long after a request that ended well a destination counts as one that takes what it is given. */
export const movingMs = 100;

/** One scheme, host and port, and how much is sent there: shared by all writers of the process, and outliving them. */
export class Destination {
  readonly origin: string;
  readonly #policy: DestinationPolicy;
  readonly #waiting: WaitingRoom;
  readonly #limit: AdaptiveLimit;
  readonly #breaker: CircuitBreaker;
  readonly #rate: RateLimit | undefined;
  readonly #retries: RetryRatio;
  readonly #adapts: boolean;
  /** What the writers that use it may have in flight together. */
  #wanted = 0;
  #users = 0;
  #inFlight = 0;
  #bytes = 0;
  #pausedUntil = 0;
  #wellAt = -Infinity;

  constructor(origin: string, policy: DestinationPolicy, clock: Clock) {
    this.origin = origin;
    this.#policy = policy;
    this.#waiting = new WaitingRoom(clock);
    this.#limit = new AdaptiveLimit(policy.maxInFlight ?? 1);
    this.#breaker = new CircuitBreaker(policy);
    this.#rate = policy.ratePerSecond === undefined ? undefined : new RateLimit(policy.ratePerSecond);
    this.#retries = new RetryRatio(policy.retryRatio);
    this.#adapts = policy.concurrency === 'adaptive';
  }

  get users(): number {
    return this.#users;
  }

  get status(): DestinationStatus {
    const [limit, breaker] = [this.#limit.current, this.#breaker.state];
    return { origin: this.origin, inFlight: this.#inFlight, limit, breaker, pausedUntil: this.#pausedUntil };
  }

  /** Whether requests end well here. */
  isMoving(now: number): boolean {
    return now - this.#wellAt <= movingMs;
  }

  /** A writer that may have `maxInFlight` requests in flight uses the destination from now on. */
  join(maxInFlight: number): void {
    this.#users += 1;
    this.#wanted += maxInFlight;
    this.#limit.setMax(this.#policy.maxInFlight ?? this.#wanted);
  }

  /** It does no longer. The limit stays: a writer that comes next begins where this one was. */
  leave(maxInFlight: number): void {
    this.#users -= 1;
    this.#wanted -= maxInFlight;
    if (this.#users > 0) this.#limit.setMax(this.#policy.maxInFlight ?? this.#wanted);
  }

  /**
   * Begins a request, or says when to ask again: 0 when it has begun; otherwise a time in milliseconds since the epoch,
   * which is Infinity when only the end of another request can help.
   */
  start(candidate: Candidate, now: number): number {
    const { bytes } = candidate;
    const first = candidate.attempts.length === 0;
    if (this.#pausedUntil > now) return this.#pausedUntil;
    if (this.#inFlight >= this.#limit.current) return Infinity;
    if (this.#inFlight > 0 && this.#bytes + bytes > this.#policy.maxInFlightBytes) return Infinity;
    const politeAt = Math.max(this.#breaker.admitsAt(now), first ? now : this.#retries.admitsAt(now));
    if (politeAt > now) {
      const latest = candidate.acceptedAt + this.#policy.maxDelayMs;
      if (latest > now) return Math.min(politeAt, latest);
    }
    const rateAt = this.#rate?.admitsAt(now) ?? now;
    if (rateAt > now) return rateAt;
    this.#begin(bytes, first, now);
    return 0;
  }

  /** Ends a request that {@link start} has begun. `latencyMs` counts when it went well. */
  end(bytes: number, finding: Finding, latencyMs: number, now: number): BreakerChange | undefined {
    this.#inFlight -= 1;
    this.#bytes -= bytes;
    if (finding === 'well') this.#wellAt = now;
    if (this.#adapts) this.#limit.answered(finding === 'well' ? latencyMs : undefined, finding === 'overloaded');
    const change = this.#tellBreaker(finding, now);
    if (this.#waiting.size > 0) this.#waiting.wake(() => this.#inFlight < this.#limit.current);
    return change;
  }

  /** Nothing is sent before `until` (milliseconds since the epoch): an answer asked for it. */
  pause(until: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, until);
  }

  /** Wakes `waiter` once: when a request ends, and at `at` at the latest. */
  wait(waiter: Waiter, at: number): void {
    this.#waiting.add(waiter, at);
  }

  forget(waiter: Waiter): void {
    this.#waiting.remove(waiter);
  }

  #tellBreaker(finding: Finding, now: number): BreakerChange | undefined {
    if (finding === 'well') return this.#breaker.succeeded() ? 'closed' : undefined;
    if (finding !== 'unknown') return this.#breaker.failed(now) ? 'opened' : undefined;
    this.#breaker.learnedNothing();
    return undefined;
  }

  #begin(bytes: number, first: boolean, now: number): void {
    this.#inFlight += 1;
    this.#bytes += bytes;
    this.#limit.started(this.#inFlight);
    this.#breaker.started(now);
    this.#rate?.started(now);
    if (first) this.#retries.firstAttempt();
    else this.#retries.retry();
  }
}
