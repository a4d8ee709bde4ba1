import type { FileHandle } from 'node:fs/promises';

/** One complete line of a file. */
export interface Line {
  /** Number of the line, from 1. */
  readonly number: number;
  /** Where its first byte stands. */
  readonly offset: number;
  /** Its bytes, without the line break. */
  readonly bytes: Buffer;
}

const chunkBytes = 256 * 1024;
const lineBreak = 0x0a;

/**
 * The lines that the file had when reading began. What stands behind the last line break was never acknowledged (a
 * write under way, or one that a crash cut off) and is left out.
 */
export async function* readLines(handle: FileHandle): AsyncGenerator<Line> {
  const { size } = await handle.stat();
  let number = 0;
  let offset = 0;
  let pending: Buffer[] = [];
  for (let position = 0; position < size;) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes, position);
    if (bytesRead === 0) return;
    const chunk = buffer.subarray(0, Math.min(bytesRead, size - position));
    position += chunk.length;
    let start = 0;
    for (let end = chunk.indexOf(lineBreak); end !== -1; end = chunk.indexOf(lineBreak, start)) {
      const bytes = Buffer.concat([...pending, chunk.subarray(start, end)]);
      pending = [];
      start = end + 1;
      yield { number: ++number, offset, bytes };
      offset += bytes.length + 1;
    }
    pending.push(chunk.subarray(start));
  }
}
