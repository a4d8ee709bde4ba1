import type { LetterPosition } from '../../letters/letter-cursor.js';

const timeBytes = 8;
/** `HConstants.LATEST_TIMESTAMP`, from which StreamPark subtracts so that the newest row comes first. */
const latestTimestamp = 2n ** 63n - 1n;

/**
 * StreamPark's row key and, behind it, the id in UTF-8: letters of one millisecond do not overwrite each other, and a
 * letter that is written twice is one row.
 *
 * The first 8 bytes are Long.MAX_VALUE − `lastAt` (whole milliseconds), big-endian.
 */
export function encodeRowKey({ id, lastAt }: LetterPosition): Buffer {
  const time = Buffer.alloc(timeBytes);
  time.writeBigInt64BE(latestTimestamp - BigInt(Math.floor(lastAt)));
  return Buffer.concat([time, Buffer.from(id)]);
}

/** The position that is in `key`; undefined when it is not one of {@link encodeRowKey}. */
export function decodeRowKey(key: Buffer): LetterPosition | undefined {
  if (key.length <= timeBytes) return undefined;
  return { id: key.toString('utf8', timeBytes), lastAt: Number(latestTimestamp - key.readBigInt64BE()) };
}
