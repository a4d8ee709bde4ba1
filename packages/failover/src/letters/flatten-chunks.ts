/** The items of `chunks` one by one. */
export async function* flattenChunks<T>(chunks: AsyncIterable<readonly T[]>): AsyncGenerator<T> {
  for await (const chunk of chunks) yield* chunk;
}
