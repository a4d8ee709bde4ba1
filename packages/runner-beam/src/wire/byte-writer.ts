/** Puts values behind each other, in the encodings of Beam's standard coders. */
export class ByteWriter {
  #parts: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** An unsigned number of at most 53 bits, seven bits a byte, lowest first. */
  varint(value: number): void {
    const bytes: number[] = [];
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
    this.bytes(Buffer.from([...bytes, rest]));
  }

  double(value: number): void {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleBE(value);
    this.bytes(bytes);
  }

  /** `bytes` must not change any more: they are copied when everything is taken. */
  bytes(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    this.#length += bytes.length;
  }

  /** Everything that was written since the last call. */
  take(): Buffer {
    const taken = Buffer.concat(this.#parts, this.#length);
    [this.#parts, this.#length] = [[], 0];
    return taken;
  }
}
