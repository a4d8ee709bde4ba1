import type { Received, Sent } from '../protocol/protos.js';
import { ByteReader } from '../wire/byte-reader.js';
import type { WindowedValue, WireCoder } from '../wire/coders.js';
import type { Emit } from '../steps/bundle-step.js';
import type { DataChannel } from './data-channel.js';

/** What an engine wants of one input, and what it gives away. */
export type DesiredSplit = Received<'ProcessBundleSplitRequest'>['desiredSplits'][string];
export type ChannelSplit = NonNullable<Sent<'ProcessBundleSplitResponse'>['channelSplits']>[number];

/** How long decoding may keep the event loop. */
const turnMs = 10;

/** What feeds a bundle: the transform at which the engine's data comes in. */
export class BundleInput {
  readonly transform: string;
  readonly #channel: DataChannel;
  readonly #coder: WireCoder;
  readonly #emit: Emit;
  /** How many elements were begun with, and where a split made the bundle end. */
  #begun = 0;
  #end = Infinity;

  constructor(transform: string, channel: DataChannel, coder: WireCoder, emit: Emit) {
    this.transform = transform;
    this.#channel = channel;
    this.#coder = coder;
    this.#emit = emit;
  }

  /** Index of the element that was begun with last; −1 before the first. */
  get readIndex(): number {
    return this.#begun - 1;
  }

  /** Feeds everything that comes for `instruction`; what a split gave away is dropped. */
  async run(instruction: string): Promise<void> {
    [this.#begun, this.#end] = [0, Infinity];
    const queue = this.#channel.input(instruction, this.transform);
    try {
      for (let last = false; !last;) {
        const part = await queue.next();
        if (part.data.length > 0) await this.#feed(new ByteReader(part.data));
        last = part.isLast;
      }
    } catch (error) {
      queue.discard();
      throw error;
    }
  }

  /**
   * Gives away the elements that were not begun with, as far as `desired` asks for it; undefined when there is nothing
   * to give. Channel splits as in `ProcessBundleSplitResponse` of beam_fn_api.proto.
   */
  split({ fractionOfRemainder, estimatedInputElements, allowedSplitPoints }: DesiredSplit): ChannelSplit | undefined {
    const end = Math.min(this.#end, estimatedInputElements);
    const wanted = this.#begun + Math.floor((end - this.#begun) * fractionOfRemainder);
    const allowed = allowedSplitPoints.filter((point) => point >= wanted);
    const points = allowedSplitPoints.length === 0 ? [wanted] : allowed;
    const at = Math.max(1, Math.min(...points));
    // Also Infinity, where no point is allowed.
    if (at >= end || at < this.#begun) return undefined;
    this.#end = at;
    return { transformId: this.transform, lastPrimaryElement: at - 1, firstResidualElement: at };
  }

  async #feed(bytes: ByteReader): Promise<void> {
    let yielded = performance.now();
    while (!bytes.atEnd && this.#begun < this.#end) {
      const element = this.#coder.read(bytes) as WindowedValue;
      this.#begun += 1;
      const full = this.#emit(element);
      if (full) await full;
      if (performance.now() - yielded < turnMs) continue;
      await new Promise(setImmediate);
      yielded = performance.now();
    }
  }
}
