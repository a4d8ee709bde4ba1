/** What `open` gives, opened when the first item is asked for; for one reader that asks for one item at a time. */
export function openLater<T>(open: () => Promise<AsyncIterable<T>>): AsyncIterableIterator<T, unknown> {
  let opened: AsyncIterator<T, unknown> | undefined;
  const openFirst = async (): Promise<IteratorResult<T, unknown>> => {
    opened = (await open())[Symbol.asyncIterator]();
    return opened.next();
  };
  return {
    next: () => (opened === undefined ? openFirst() : opened.next()),
    async return() {
      await opened?.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
