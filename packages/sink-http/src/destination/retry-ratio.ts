/** Retries that may go whatever came before. */
const reserve = 100;
/** Retries that first attempts can earn in advance. */
const most = 1_000;
/** Retries that earn themselves by mere time, so that a destination with nothing but retries goes on. */
const perSecond = 10;

/**
 * Bounds retries to a share of the first attempts, so that a sick destination does not get a multiple of its traffic: a
 * token bucket as in Finagle's RetryBudget (each first attempt brings `ratio` tokens, a retry takes one), after
 * "Addressing Cascading Failures" in Google's "Site Reliability Engineering" (2016). It delays retries and drops none.
 */
export class RetryRatio {
  readonly #ratio: number;
  #tokens = reserve;
  #at = 0;

  /** @param ratio retries for each first attempt, 0 or more */
  constructor(ratio: number) {
    this.#ratio = ratio;
  }

  firstAttempt(): void {
    if (this.#tokens < most) this.#tokens += this.#ratio;
  }

  /** When a retry may go; `now` means now. */
  admitsAt(now: number): number {
    const earned = (Math.max(0, now - this.#at) / 1_000) * perSecond;
    // Time fills up the reserve and no more.
    this.#tokens = Math.max(this.#tokens, Math.min(reserve, this.#tokens + earned));
    this.#at = now;
    return this.#tokens >= 1 ? now : now + Math.ceil(((1 - this.#tokens) / perSecond) * 1_000);
  }

  /** One that went although it had to wait is owed, up to the reserve. */
  retry(): void {
    this.#tokens = Math.max(-reserve, this.#tokens - 1);
  }
}
