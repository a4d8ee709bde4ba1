/** Calls `work` for each of `items`, at most `limit` at once; after a failure none is begun any more. */
export async function forEachConcurrently<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const pending = [...items].reverse();
  const lane = async (): Promise<void> => {
    try {
      for (let item = pending.pop(); item !== undefined; item = pending.pop()) await work(item);
    } catch (error) {
      pending.length = 0;
      throw error;
    }
  };
  await Promise.all(Array.from({ length: limit }, lane));
}
