import { startEndpoint, type Endpoint, type ScriptedAnswer } from '@weir/testing';
import { isTaken } from '../../packages/testing/src/endpoint/answer.js';
import { mulberry32 } from '../../packages/testing/src/endpoint/mulberry32.js';
import { toAnswer } from '../../packages/testing/src/endpoint/script.js';
import { numberOf } from '../rig/open-letters.js';

/** How often each fault is drawn. */
const shares: readonly (readonly [number, (random: () => number) => ScriptedAnswer])[] = [
  [0.01, () => 503],
  [0.002, () => ({ kind: 'status', status: 429, headers: { 'Retry-After': '1' } })],
  [0.002, () => 404],
  [0.003, () => ({ kind: 'reset' })],
  [0.003, () => ({ kind: 'reset', taken: true })],
  [0.003, () => ({ kind: 'close' })],
  [0.002, () => ({ kind: 'truncated', status: 200, body: 'cut in the middle' })],
  [0.002, () => ({ kind: 'garbage' })],
  [0.0005, () => ({ kind: 'never' })],
  [0.0005, () => ({ kind: 'half-open' })],
  [0.0005, () => ({ kind: 'endless-body', status: 200 })],
  [0.01, (random) => ({ kind: 'status', status: 200, delayMs: Math.floor(random() * 200) })],
];

/** Which records an endpoint took, at a byte each: there are millions. */
export class TakenRecords {
  #times = new Uint8Array(1 << 20);
  duplicates = 0;

  add(n: number): void {
    if (n >= this.#times.length) {
      const longer = new Uint8Array(Math.max(n + 1, this.#times.length * 2));
      longer.set(this.#times);
      this.#times = longer;
    }
    if (this.has(n)) this.duplicates += 1;
    this.#times[n] = Math.min(255, (this.#times[n] ?? 0) + 1);
  }

  has(n: number): boolean {
    return (this.#times[n] ?? 0) > 0;
  }
}

function draw(random: () => number): ScriptedAnswer {
  let point = random();
  for (const [share, answer] of shares) {
    point -= share;
    if (point < 0) return answer(random);
  }
  return 200;
}

/** An endpoint that misbehaves at random, by `seed`, and enters what it takes into `taken`. */
export function startSoakEndpoint(seed: number, taken: TakenRecords): Promise<Endpoint> {
  const random = mulberry32(seed);
  return startEndpoint({
    keep: 'counts',
    script: ({ target }) => {
      const answer = draw(random);
      if (isTaken(toAnswer(answer))) taken.add(numberOf(target));
      return answer;
    },
  });
}

/** Lets the listener go away and come back until `signal` aborts: a second of every twenty or so. */
export async function interruptListener(endpoint: Endpoint, seed: number, signal: AbortSignal): Promise<number> {
  const random = mulberry32(seed);
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(end, ms);
      function end(): void {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      }
      signal.addEventListener('abort', end, { once: true });
    });
  let interruptions = 0;
  for (;;) {
    await pause(10_000 + random() * 20_000);
    if (signal.aborted) return interruptions;
    endpoint.stopListening();
    await pause(500 + random() * 1_000);
    await endpoint.listenAgain();
    interruptions += 1;
  }
}
