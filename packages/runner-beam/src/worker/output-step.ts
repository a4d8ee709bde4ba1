import type { BundleStep } from '../steps/bundle-step.js';
import { ByteWriter } from '../wire/byte-writer.js';
import type { WindowedValue, WireCoder } from '../wire/coders.js';
import { encodeParcel, Parcel } from '../wire/parcel.js';
import type { DataChannel } from './data-channel.js';

/** A message is sent when it has this size, or when nothing was added for a moment: latency is bounded as well. */
const messageBytes = 262_144;
const lingerMs = 5;

/** What leaves a bundle, and where. */
export interface Output {
  /** The transform at which it leaves. */
  readonly transform: string;
  readonly channel: DataChannel;
  readonly coder: WireCoder;
  /** The node whose output it is, for messages. */
  readonly node: string;
}

/** Sends a bundle's output to the engine. */
export function outputStep({ transform, channel, coder, node }: Output): BundleStep {
  const bytes = new ByteWriter();
  let bundle = '';
  let timer: NodeJS.Timeout | undefined;
  let lingering: Promise<void> = Promise.resolve();
  let failure: { readonly error: unknown } | undefined;

  const send = (isLast: boolean): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    return channel.send({ instructionId: bundle, transformId: transform, data: bytes.take(), isLast });
  };
  const sendLate = (): void => {
    lingering = send(false).catch((error: unknown) => {
      failure ??= { error };
    });
  };
  return {
    start(instruction) {
      bundle = instruction;
    },
    process({ header, value }): void | Promise<void> {
      const plain = value instanceof Parcel ? encodeParcel(value, node) : value;
      coder.write({ header, value: plain } satisfies WindowedValue, bytes);
      if (bytes.length >= messageBytes) return send(false);
      timer ??= setTimeout(sendLate, lingerMs);
    },
    async finish() {
      if (bytes.length > 0) await send(false);
      await lingering;
      if (failure) throw failure.error;
      await send(true);
    },
    close() {
      clearTimeout(timer);
      return Promise.resolve();
    },
  };
}
