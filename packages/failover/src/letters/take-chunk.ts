const chunkLetters = 1_000;
const chunkBytes = 4 * 1024 * 1024;

/** The next of `letters` from `from` on that a store reads at once: at least one, within bounds of number and bytes. */
export function takeChunk<L>(letters: readonly L[], from: number, bytesOf: (letter: L) => number): L[] {
  const chunk: L[] = [];
  let bytes = 0;
  for (const letter of letters.slice(from, from + chunkLetters)) {
    bytes += bytesOf(letter);
    if (chunk.length > 0 && bytes > chunkBytes) break;
    chunk.push(letter);
  }
  return chunk;
}
