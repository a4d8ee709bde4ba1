/** Reads what a {@link ByteWriter} of any SDK wrote. */
export class ByteReader {
  readonly #buffer: Buffer;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get position(): number {
    return this.#position;
  }

  get atEnd(): boolean {
    return this.#position >= this.#buffer.length;
  }

  varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.bytes(1)[0] ?? 0;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }

  int32(): number {
    return this.bytes(4).readInt32BE();
  }

  double(): number {
    return this.bytes(8).readDoubleBE();
  }

  /** @throws RangeError when there are fewer */
  bytes(count: number): Buffer {
    const end = this.#position + count;
    if (end > this.#buffer.length)
      throw new RangeError(`${count} bytes expected, ${this.#buffer.length - this.#position} left`);
    const bytes = this.#buffer.subarray(this.#position, end);
    this.#position = end;
    return bytes;
  }

  /** What was read since `start`, a {@link position}. */
  since(start: number): Buffer {
    return this.#buffer.subarray(start, this.#position);
  }
}
