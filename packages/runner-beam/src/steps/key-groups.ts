/**
 * Where Flink takes a key: murmur hash of the key's hash code, modulo the number of key groups, and each subtask has a
 * range of groups. Source: `KeyGroupRangeAssignment` and `MathUtils.murmurHash` of Flink 1.19; keys are `ByteBuffer`s,
 * as `FlinkKeyUtils` of Beam 2.62 encodes them.
 */

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

function murmurHash(hashCode: number): number {
  let hash = Math.imul(rotateLeft(Math.imul(hashCode, 0xcc9e2d51), 15), 0x1b873593);
  hash = (Math.imul(rotateLeft(hash, 13), 5) + 0xe6546b64) ^ 4;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash ^= hash >>> 16;
  return hash === -0x80000000 ? 0 : Math.abs(hash);
}

/** `ByteBuffer.hashCode` of the key as a nested element: its length, then its bytes. */
function hashCode(key: Uint8Array): number {
  return [key.length, ...key].reduceRight((hash, byte) => (Math.imul(31, hash) + ((byte << 24) >> 24)) | 0, 1);
}

/** `computeDefaultMaxParallelism`: one and a half times the parallelism up to the next power of two, 128 at least. */
function keyGroups(parallelism: number): number {
  return Math.min(Math.max(2 ** Math.ceil(Math.log2(parallelism + Math.floor(parallelism / 2))), 128), 32_768);
}

/** The subtask of `parallelism` to which Flink takes the elements of `key` (shorter than 128 bytes). */
export function subtaskOfKey(key: Uint8Array, parallelism: number): number {
  const groups = keyGroups(parallelism);
  return Math.floor(((murmurHash(hashCode(key)) % groups) * parallelism) / groups);
}

/** A key of its own for the `index`th of many elements, so that they spread evenly over Flink's subtasks: `index.salt`. */
export function spreadKey(index: number, parallelism: number): string {
  if (!(parallelism >= 1)) return String(index); // left to Flink's own configuration
  for (let salt = 0; ; salt++) {
    const key = `${index}.${salt}`;
    if (subtaskOfKey(Buffer.from(key), parallelism) === index % parallelism) return key;
  }
}
