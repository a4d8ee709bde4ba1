import type { Received } from '../protocol/protos.js';

/** Elements of one bundle, at one of its transforms. */
export type ElementsData = Received<'Elements'>['data'][number];

/** The elements that came for one bundle and were not taken yet. */
export class InputQueue {
  readonly #onTaken: (bytes: number) => void;
  readonly #onEnd: () => void;
  readonly #parts: ElementsData[] = [];
  #failure: Error | undefined;
  #discarding = false;
  #wake: () => void = () => undefined;

  /**
   * @param onTaken told how many bytes do not wait any more
   * @param onEnd told when the last part was taken
   */
  constructor(onTaken: (bytes: number) => void, onEnd: () => void) {
    this.#onTaken = onTaken;
    this.#onEnd = onEnd;
  }

  put(part: ElementsData): void {
    this.#parts.push(part);
    if (this.#discarding) this.discard();
    this.#wake();
  }

  /** The next part; rejects when the channel has failed. After the one that `isLast` nothing comes. */
  async next(): Promise<ElementsData> {
    for (;;) {
      if (this.#failure) throw this.#failure;
      const part = this.#parts.shift();
      if (part) return this.#take(part);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** Drops what is here and what will come: the bundle has failed. */
  discard(): void {
    this.#discarding = true;
    for (const part of this.#parts.splice(0)) this.#take(part);
  }

  fail(error: Error): void {
    this.#failure = error;
    this.#wake();
  }

  #take(part: ElementsData): ElementsData {
    this.#onTaken(part.data.length);
    if (part.isLast) this.#onEnd();
    return part;
  }
}
