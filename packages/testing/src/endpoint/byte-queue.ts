/** Bytes that arrived and were not read yet; joins chunks only where one is not enough. */
export class ByteQueue {
  #chunks: Buffer[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  /** The next `count` bytes, or undefined while there are fewer. */
  take(count: number): Buffer | undefined {
    if (this.#length < count) return undefined;
    const all = (this.#chunks[0]?.length ?? 0) >= count ? this.#chunks[0] : this.#join();
    if (all === undefined || count === 0) return Buffer.alloc(0);
    if (all.length === count) this.#chunks.shift();
    else this.#chunks[0] = all.subarray(count);
    this.#length -= count;
    return all.subarray(0, count);
  }

  /** The bytes in front of `delimiter`, which is dropped; undefined while it is not there. */
  takeThrough(delimiter: string): Buffer | undefined {
    const at = this.#join().indexOf(delimiter, 0, 'latin1');
    if (at < 0) return undefined;
    return this.take(at + delimiter.length)?.subarray(0, at);
  }

  #join(): Buffer {
    const [first, ...rest] = this.#chunks;
    if (first !== undefined && rest.length === 0) return first;
    const joined = Buffer.concat(this.#chunks, this.#length);
    this.#chunks = joined.length === 0 ? [] : [joined];
    return joined;
  }
}
