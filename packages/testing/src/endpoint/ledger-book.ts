import { answerLabel, isTaken, type Answer } from './answer.js';
import type { EndpointCounts, EndpointLedger, Exchange, IdentityCount, LedgerDetail } from './endpoint-ledger.js';
import type { SeenRequest } from './seen-request.js';

const noAnswers: readonly string[] = [];

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** The ledger as its endpoint writes it. */
export class LedgerBook implements EndpointLedger {
  readonly detail: LedgerDetail;
  readonly #onChange: () => void;
  readonly #exchanges: Exchange[] = [];
  readonly #identities = new Map<string, Writable<IdentityCount>>();
  readonly #answers: Record<string, number> = {};
  readonly #counts = { connections: 0, requests: 0, taken: 0, held: 0, open: 0, malformed: 0 };

  constructor(detail: LedgerDetail, onChange: () => void) {
    this.detail = detail;
    this.#onChange = onChange;
  }

  get counts(): EndpointCounts {
    return { ...this.#counts, answers: { ...this.#answers } };
  }

  get exchanges(): readonly Exchange[] {
    if (this.detail !== 'all') throw new RangeError(`This endpoint keeps ${this.detail}; start it with keep: 'all'.`);
    return this.#exchanges;
  }

  get identities(): ReadonlyMap<string, IdentityCount> {
    if (this.detail === 'counts') {
      throw new RangeError("This endpoint keeps counts; start it with keep: 'identities' or 'all'.");
    }
    return this.#identities;
  }

  describe(): string {
    const last = this.#exchanges.at(-1)?.request;
    const lastText = last === undefined ? '' : ` Last request: ${last.identity} (nth ${last.nth}).`;
    return `Endpoint: ${JSON.stringify(this.counts)}.${lastText}`;
  }

  /** Counts the arrival of `identity`. */
  countArrival(identity: string): Pick<SeenRequest, 'nth' | 'order'> {
    const order = (this.#counts.requests += 1);
    if (this.detail === 'counts') return { nth: 0, order };
    const known = this.#identities.get(identity);
    if (known) return { nth: (known.seen += 1), order };
    this.#identities.set(identity, { seen: 1, taken: 0, answers: noAnswers });
    return { nth: 1, order };
  }

  /** Enters what `request`, counted before, gets. */
  open(request: SeenRequest, answer: Answer): Exchange {
    const exchange: Exchange = { request, answer, taken: isTaken(answer), state: 'open' };
    const label = answerLabel(answer);
    this.#counts.open += 1;
    this.#answers[label] = (this.#answers[label] ?? 0) + 1;
    if (exchange.taken) this.#counts.taken += 1;
    const identity = this.#identities.get(request.identity);
    if (identity) {
      // Copied, because a grown array keeps room for sixteen more: too much for a million identities.
      identity.answers = [...identity.answers, label];
      if (exchange.taken) identity.taken += 1;
    }
    if (this.detail === 'all') this.#exchanges.push(exchange);
    this.#onChange();
    return exchange;
  }

  /** Enters how `exchange` ended. */
  close(exchange: Exchange, state: 'answered' | 'gone'): void {
    (exchange as Writable<Exchange>).state = state;
    this.#counts.open -= 1;
    this.#onChange();
  }

  /** Changes one of the totals and returns it. */
  count(what: 'connections' | 'malformed' | 'held', change: 1 | -1 = 1): number {
    const count = (this.#counts[what] += change);
    this.#onChange();
    return count;
  }
}
