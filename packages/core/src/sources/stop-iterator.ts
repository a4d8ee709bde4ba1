/**
 * Tells `iterator` that nothing more is asked of it, and waits for that unless a call of `next()` is under way: a
 * generator that still waits for its next item runs its finally blocks when it wakes up, which may be never.
 */
export async function stopIterator(iterator: AsyncIterator<unknown, unknown>, isWaiting: boolean): Promise<void> {
  const returned = iterator.return?.();
  if (!isWaiting) await returned;
  else returned?.then(undefined, () => undefined);
}
