/** How far requests may run ahead of their schedule: timers are not exact, and what they missed is made up for. */
const toleranceMs = 20;

/** At most so many requests per second, evenly: the generic cell rate algorithm (ITU-T I.371), with 20 ms of tolerance. */
export class RateLimit {
  readonly #everyMs: number;
  #nextAt = 0;

  /** @param perSecond more than 0 */
  constructor(perSecond: number) {
    this.#everyMs = 1_000 / perSecond;
  }

  /** When the next request may go; `now` or before means now. */
  admitsAt(now: number): number {
    // A clock that was set back must not stop the requests for as long as it was set back.
    if (this.#nextAt - now > this.#everyMs + toleranceMs) this.#nextAt = now + this.#everyMs;
    return this.#nextAt - toleranceMs;
  }

  started(now: number): void {
    this.#nextAt = Math.max(now, this.#nextAt) + this.#everyMs;
  }
}
