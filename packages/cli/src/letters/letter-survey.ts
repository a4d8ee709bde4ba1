import type { DeadLetter } from '@weir/core';
import { hostOf } from '@weir/failover';
import { formatCount } from '../output/format-ledger.js';
import { formatTable } from '../output/format-table.js';

/** How many different statuses or hosts are named. */
const shownKinds = 10;

/** Counts letters by what they have in common. */
export class LetterSurvey {
  readonly #counts = {
    reason: new Map<string, number>(),
    status: new Map<string, number>(),
    host: new Map<string, number>(),
  };
  #letters = 0;

  get letters(): number {
    return this.#letters;
  }

  add(letter: DeadLetter): void {
    const last = letter.attempts.at(-1);
    const status = last?.status ?? last?.error ?? 'never sent';
    const kinds = { reason: letter.reason, status: String(status), host: hostOf(letter.url) || 'no host' };
    for (const by of ['reason', 'status', 'host'] as const) {
      this.#counts[by].set(kinds[by], (this.#counts[by].get(kinds[by]) ?? 0) + 1);
    }
    this.#letters += 1;
  }

  /** `3 open in …`, and how many by reason, status and host; the most frequent first. */
  format(place: string): string {
    const open = `${formatCount(this.#letters)} open in ${place}`;
    if (this.#letters === 0) return open;
    const { reason, status, host } = this.#counts;
    const rows = [
      ['  by status', listCounts(status)],
      ['  by host', listCounts(host)],
    ];
    return `${open}: ${listCounts(reason)}\n${formatTable(rows)}`;
  }
}

/** `4 rejected, 1 abandoned` */
function listCounts(counts: ReadonlyMap<string, number>): string {
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  const shown = sorted.slice(0, shownKinds).map(([kind, count]) => `${formatCount(count)} ${kind}`);
  return [...shown, ...(sorted.length > shownKinds ? [`… (${formatCount(sorted.length)} in all)`] : [])].join(', ');
}
