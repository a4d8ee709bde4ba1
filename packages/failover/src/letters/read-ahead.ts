type Outcome<T> = { readonly result: IteratorResult<T, unknown> } | { readonly error: unknown };

function ask<T>(iterator: AsyncIterator<T, unknown>): Promise<Outcome<T>> {
  return iterator.next().then(
    (result) => ({ result }),
    (error: unknown) => ({ error }),
  );
}

/** The items of `sequence`; while one is worked on, the next is on its way. So two of them are in memory. */
export async function* readAhead<T>(sequence: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator: AsyncIterator<T, unknown> = sequence[Symbol.asyncIterator]();
  let next = ask(iterator);
  try {
    for (;;) {
      const outcome = await next;
      if ('error' in outcome) throw outcome.error;
      if (outcome.result.done === true) return;
      next = ask(iterator);
      yield outcome.result.value;
    }
  } finally {
    // Whoever stops early must not leave a call under way behind.
    await next;
    await iterator.return?.();
  }
}
