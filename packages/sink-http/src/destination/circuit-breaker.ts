/** See {@link CircuitBreaker}. */
export type BreakerState = 'closed' | 'open' | 'half-open';

/** When a breaker opens, and for how long. */
export interface BreakerPolicy {
  /** Failures in a row, 1 or more; 0 never opens. */
  readonly breakerFailures: number;
  readonly breakerOpenMs: number;
  readonly breakerMaxOpenMs: number;
}

/**
 * Keeps requests from a destination that only fails (M. Nygard, "Release It!", 2007). Closed until so many failures came
 * in a row; then open for a while; then half-open: one request at a time is the probe. A success closes it, a failed
 * probe opens it for twice as long. It delays requests and never refuses one for good.
 */
export class CircuitBreaker {
  readonly #policy: BreakerPolicy;
  #state: BreakerState = 'closed';
  #failures = 0;
  #openMs: number;
  #openUntil = 0;
  #probing = false;

  constructor(policy: BreakerPolicy) {
    this.#policy = policy;
    this.#openMs = policy.breakerOpenMs;
  }

  get state(): BreakerState {
    return this.#state;
  }

  /** When a request may go: `now` or before, later, or Infinity as long as a probe is under way. */
  admitsAt(now: number): number {
    if (this.#state === 'closed') return now;
    if (now < this.#openUntil) return this.#openUntil;
    return this.#probing ? Infinity : now;
  }

  started(now: number): void {
    if (this.#state === 'closed' || now < this.#openUntil) return;
    this.#state = 'half-open';
    this.#probing = true;
  }

  /** Whether that closed it. */
  succeeded(): boolean {
    this.#failures = 0;
    if (this.#state === 'closed') return false;
    this.#state = 'closed';
    this.#probing = false;
    this.#openMs = this.#policy.breakerOpenMs;
    return true;
  }

  /** Whether that opened it, for the first time or again after a probe. */
  failed(now: number): boolean {
    this.#failures += 1;
    if (this.#state === 'half-open') this.#openMs = Math.min(this.#openMs * 2, this.#policy.breakerMaxOpenMs);
    else if (this.#state === 'open' || this.#failures < (this.#policy.breakerFailures || Infinity)) return false;
    this.#state = 'open';
    this.#probing = false;
    this.#openUntil = now + this.#openMs;
    return true;
  }

  /** A request ended that says nothing about the destination. If it was the probe, the next one is. */
  learnedNothing(): void {
    this.#probing = false;
  }
}
