import { defer, merge, repeat, takeWhile, type Observable } from 'rxjs';

/**
 * Runs `cycle` again and again until it resolves to false. The next one starts only when the one before has ended, so
 * a cycle that waits holds up its source: demand, in RxJS, is that nobody asks. Unsubscribing starts no more cycles.
 */
export function cycles$(cycle: () => Promise<boolean>): Observable<boolean> {
  return defer(cycle).pipe(
    repeat(),
    takeWhile((more) => more),
  );
}

/** `count` lanes of {@link cycles$} side by side: bounded concurrency that pulls. */
export function lanes$(count: number, cycle: () => Promise<boolean>): Observable<boolean> {
  return merge(...Array.from({ length: count }, () => cycles$(cycle)));
}
