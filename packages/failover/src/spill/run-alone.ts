const running = new Map<string, Promise<unknown>>();

/**
 * Runs `work` when nothing else of this process runs under `key`. A job opens a store for each of its subtasks; they
 * share one spill, and one of them at a time drains it.
 */
export async function runAlone<T>(key: string, work: () => Promise<T>): Promise<T> {
  const before = running.get(key);
  const own = (async () => {
    await before;
    return work();
  })();
  // Who comes next waits for the end, however it was; the error is for the caller.
  const ended = own.then(ignore, ignore);
  running.set(key, ended);
  try {
    return await own;
  } finally {
    if (running.get(key) === ended) running.delete(key);
  }
}

function ignore(): void {
  return undefined;
}
