import type { BundleStep } from '../steps/bundle-step.js';
import { ByteWriter } from '../wire/byte-writer.js';
import type { WindowedValue, WireCoder } from '../wire/coders.js';
import { encodeParcel, Parcel } from '../wire/parcel.js';
import type { DataChannel } from './data-channel.js';

/** A message is sent when it has this size, or when nothing was added for a moment: latency is bounded as well. */
const messageBytes = 262_144;
const lingerMs = 5;

/** Sends a bundle's output to the engine, over the transform at which it leaves. */
export class OutputStep implements BundleStep {
  readonly #transform: string;
  readonly #channel: DataChannel;
  readonly #coder: WireCoder;
  /** The node whose output it is, for messages. */
  readonly #node: string;
  readonly #bytes = new ByteWriter();
  #instruction = '';
  #timer: NodeJS.Timeout | undefined;
  #lingering: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;

  constructor(transform: string, channel: DataChannel, coder: WireCoder, node: string) {
    this.#transform = transform;
    this.#channel = channel;
    this.#coder = coder;
    this.#node = node;
  }

  start(instruction: string): void {
    this.#instruction = instruction;
  }

  process({ header, value }: WindowedValue): void | Promise<void> {
    const plain = value instanceof Parcel ? encodeParcel(value, this.#node) : value;
    this.#coder.write({ header, value: plain } satisfies WindowedValue, this.#bytes);
    if (this.#bytes.length >= messageBytes) return this.#send(false);
    this.#timer ??= setTimeout(this.#sendLate, lingerMs);
  }

  async finish(): Promise<void> {
    if (this.#bytes.length > 0) await this.#send(false);
    await this.#lingering;
    if (this.#failure) throw this.#failure.error;
    await this.#send(true);
  }

  close(): Promise<void> {
    clearTimeout(this.#timer);
    return Promise.resolve();
  }

  readonly #sendLate = (): void => {
    this.#lingering = this.#send(false).catch((error: unknown) => {
      this.#failure ??= { error };
    });
  };

  #send(isLast: boolean): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const data = this.#bytes.take();
    return this.#channel.send({ instructionId: this.#instruction, transformId: this.#transform, data, isLast });
  }
}
