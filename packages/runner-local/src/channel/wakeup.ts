/** Lets one waiter sleep until somebody has news: `wait` resolves at the next `wake`, and rejects when `signal` aborts. */
export class Wakeup {
  #waiting: { resolve: () => void; promise: Promise<void> } | undefined;
  readonly #signal: AbortSignal;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', () => this.wake(), { once: true });
  }

  wake(): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve();
  }

  async wait(): Promise<void> {
    this.#signal.throwIfAborted();
    this.#waiting ??= makeWaiting();
    await this.#waiting.promise;
    this.#signal.throwIfAborted();
  }
}

function makeWaiting(): { resolve: () => void; promise: Promise<void> } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { resolve, promise };
}
