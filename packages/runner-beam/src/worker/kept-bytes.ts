import { stateId } from '../pipeline/components.js';
import type { KeptBytes } from '../steps/totals-step.js';
import { ByteWriter } from '../wire/byte-writer.js';
import type { BagKey, StateChannel } from './state-channel.js';

/** The key under which reports travel: that of subtask 0. */
const reportKey = Buffer.from('0');

/** What the engine keeps for the stateful transform `transformId`, of which everything has one key. */
export function keptBytes(channel: StateChannel, transformId: string): KeptBytes {
  const encoded = new ByteWriter();
  encoded.varint(reportKey.length);
  encoded.bytes(reportKey);
  const bag: BagKey = { transformId, userStateId: stateId, window: Buffer.alloc(0), key: encoded.take() };
  return {
    read: (instruction) => channel.read(instruction, bag),
    replace: (instruction, bytes) => channel.replace(instruction, bag, bytes),
  };
}
