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
 * The lines that the file had when reading began, as many at a time as are read at once. What stands behind the last
 * line break was never acknowledged (a write under way, or one that a crash cut off) and is left out.
 */
export async function* readLines(handle: FileHandle): AsyncGenerator<readonly Line[]> {
  const { size } = await handle.stat();
  let number = 0;
  let offset = 0;
  let pending: Buffer[] = [];
  for (let position = 0; position < size;) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes, position);
    if (bytesRead === 0) return;
    const chunk = buffer.subarray(0, Math.min(bytesRead, size - position));
    position += chunk.length;
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(lineBreak); end !== -1; end = chunk.indexOf(lineBreak, start)) {
      const rest = chunk.subarray(start, end);
      const bytes = pending.length === 0 ? rest : Buffer.concat([...pending, rest]);
      pending = [];
      start = end + 1;
      lines.push({ number: ++number, offset, bytes });
      offset += bytes.length + 1;
    }
    yield lines;
    pending.push(chunk.subarray(start));
  }
}
