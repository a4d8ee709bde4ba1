const slowerFactor = 0.9;
const overloadFactor = 0.5;
const weightOfNewest = 0.4;
const deviations = 2.5;
/** Latencies are whole milliseconds: a smaller difference says nothing. */
const resolutionMs = 1;

/**
 * How many requests may be in flight, found out from the answers: additive increase, multiplicative decrease (Chiu and
 * Jain, 1989). Judged after as many answers as the limit, which is about one round trip:
 *
 * - overloads cut it in proportion to their share, by half when all are, as in DCTCP (RFC 8257, §3.3, without its
 *   average): a target that refuses a few is not choked;
 * - answers that took longer on average than before, by 2.5 standard deviations, make it nine tenths, as in Vector's
 *   Adaptive Request Concurrency (B. Guenter, 2020; constants are its defaults). "Before" is an exponentially weighted mean;
 * - it grows by one when it was reached and they took no longer than before.
 *
 * Unlike Vector's it begins at the upper bound, which a user chose, and counts answers where Vector measures time.
 */
export class AdaptiveLimit {
  #max: number;
  #current: number;
  /** Before it is rounded down. */
  #exact: number;
  #answers = 0;
  #measured = 0;
  #sumMs = 0;
  #overloads = 0;
  #reached = false;
  #meanMs: number | undefined;
  #variance = 0;

  /** @param max upper bound, and where the limit begins */
  constructor(max: number) {
    this.#max = this.#current = this.#exact = max;
  }

  /** Requests that may be in flight; 1 or more. */
  get current(): number {
    return this.#current;
  }

  /** Changes the upper bound; a limit that was at the old one follows. */
  setMax(max: number): void {
    const next = this.#exact >= this.#max ? max : this.#exact;
    this.#max = max;
    this.#set(next);
  }

  started(inFlight: number): void {
    if (inFlight >= this.#current) this.#reached = true;
  }

  /** An answer that took `latencyMs`; undefined when there was none, or none that measures the work. */
  answered(latencyMs: number | undefined, overloaded: boolean): void {
    this.#answers += 1;
    if (overloaded) this.#overloads += 1;
    if (latencyMs !== undefined) {
      this.#measured += 1;
      this.#sumMs += latencyMs;
    }
    if (this.#answers >= this.#current) this.#adjust();
  }

  #adjust(): void {
    const latencyMs = this.#measured > 0 ? this.#sumMs / this.#measured : undefined;
    const slower = latencyMs !== undefined && this.#isSlower(latencyMs);
    const quick = latencyMs === undefined || latencyMs < (this.#meanMs ?? latencyMs) + resolutionMs;
    const share = this.#overloads / this.#answers;
    const factor = slower ? slowerFactor : 1 - overloadFactor * share;
    const grows = !slower && quick && this.#reached && share < 0.5;
    this.#set(this.#exact * factor + (grows ? 1 : 0));
    if (latencyMs !== undefined) this.#remember(latencyMs);
    this.#answers = this.#measured = this.#sumMs = this.#overloads = 0;
    this.#reached = false;
  }

  #set(exact: number): void {
    this.#exact = Math.max(1, Math.min(this.#max, exact));
    this.#current = Math.floor(this.#exact);
  }

  #isSlower(latencyMs: number): boolean {
    if (this.#meanMs === undefined) return false;
    return latencyMs >= this.#meanMs + Math.max(resolutionMs, deviations * Math.sqrt(this.#variance));
  }

  /** Exponentially weighted mean and variance (T. Finch, "Incremental calculation of weighted mean and variance", 2009). */
  #remember(latencyMs: number): void {
    const difference = latencyMs - (this.#meanMs ?? latencyMs);
    this.#meanMs = (this.#meanMs ?? latencyMs) + weightOfNewest * difference;
    this.#variance = (1 - weightOfNewest) * (this.#variance + weightOfNewest * difference * difference);
  }
}
