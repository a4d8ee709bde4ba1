/** Bounds of a batch: enough records to make the overhead small, few enough bytes to keep memory flat. */
const largestBatch = 256;
const targetBytes = 1_048_576;
const firstBatch = 16;

/** Rough size of a value in memory, in bytes; looks two levels deep. */
function estimateBytes(value: unknown, depth = 2): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 8;
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (depth === 0) return 64;
  let bytes = 64;
  for (const member of Object.values(value)) bytes += estimateBytes(member, depth - 1);
  return bytes;
}

/**
 * How many records a stage handles at a time. Starts small, doubles while records are small, and shrinks when they are
 * large, also when only an operator makes them large.
 */
export class BatchSizer {
  #size = firstBatch;

  get size(): number {
    return this.#size;
  }

  /** Told of what went through, at each place where a record may have grown. */
  observe(values: readonly unknown[]): void {
    const average = Math.max(estimateBytes(values[0]), estimateBytes(values[values.length - 1]));
    const fitting = Math.max(1, Math.floor(targetBytes / Math.max(1, average)));
    this.#size = Math.min(largestBatch, fitting, this.#size * 2);
  }
}
