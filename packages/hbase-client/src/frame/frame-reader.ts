import { FATAL, HBaseError } from '../errors.js';

const LENGTH_BYTES = 4;

/**
 * Cuts a byte stream into frames, each a big-endian int32 length and that many bytes: the framing of both ZooKeeper and HBase.
 */
export class FrameReader {
  readonly #maxFrameBytes: number;
  #chunks: Buffer[] = [];
  #bufferedBytes = 0;
  #wantedBytes = LENGTH_BYTES;

  constructor(maxFrameBytes: number) {
    this.#maxFrameBytes = maxFrameBytes;
  }

  /**
   * Takes what the socket gave and returns the frames that are now whole.
   *
   * @throws HBaseError `HBASE_PROTOCOL` when the length makes no sense: the other side speaks something else
   */
  push(chunk: Buffer): Buffer[] {
    this.#chunks.push(chunk);
    this.#bufferedBytes += chunk.length;
    // chunks are joined only when a frame is whole, so that a large one is copied once and not once a chunk
    if (this.#bufferedBytes < this.#wantedBytes) return [];
    let rest = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks);
    const frames: Buffer[] = [];
    for (;;) {
      this.#wantedBytes = this.#frameEnd(rest);
      if (rest.length < this.#wantedBytes) break;
      frames.push(rest.subarray(LENGTH_BYTES, this.#wantedBytes));
      rest = rest.subarray(this.#wantedBytes);
    }
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#bufferedBytes = rest.length;
    return frames;
  }

  #frameEnd(bytes: Buffer): number {
    if (bytes.length < LENGTH_BYTES) return LENGTH_BYTES;
    const length = bytes.readInt32BE(0);
    if (length < 0 || length > this.#maxFrameBytes) {
      throw new HBaseError({
        code: 'HBASE_PROTOCOL',
        message: `expected a frame of at most ${this.#maxFrameBytes} bytes, got a length of ${length}`,
        retry: FATAL,
      });
    }
    return LENGTH_BYTES + length;
  }
}

/** Prefixes the parts with their common length. */
export function encodeFrame(...parts: readonly Uint8Array[]): Buffer {
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeInt32BE(parts.reduce((bytes, part) => bytes + part.length, 0));
  return Buffer.concat([length, ...parts]);
}
