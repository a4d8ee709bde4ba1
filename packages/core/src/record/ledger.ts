/**
 * The promise as a counter: `accepted = delivered + deadLettered + held`, at every moment.
 *
 * - accepted: the sink took the record;
 * - delivered: the target answered with a success;
 * - deadLettered: a store acknowledged the letter durably;
 * - held: queued, in flight, waiting for a retry or on its way into the store.
 */
export interface Ledger {
  readonly accepted: number;
  readonly delivered: number;
  readonly deadLettered: number;
  readonly held: number;
}

/** The sum of several ledgers. */
export function sumLedgers(ledgers: readonly Ledger[]): Ledger {
  const sum = { accepted: 0, delivered: 0, deadLettered: 0, held: 0 };
  for (const ledger of ledgers) {
    sum.accepted += ledger.accepted;
    sum.delivered += ledger.delivered;
    sum.deadLettered += ledger.deadLettered;
    sum.held += ledger.held;
  }
  return sum;
}

/** Whether the promise holds in these numbers. */
export function isBalanced(ledger: Ledger): boolean {
  return ledger.accepted === ledger.delivered + ledger.deadLettered + ledger.held;
}
