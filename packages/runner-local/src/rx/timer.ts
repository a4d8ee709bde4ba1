import type { Clock } from '@weir/core';
import { Observable } from 'rxjs';

/** Emits once, `delayMs` from the subscription on by `clock`, and completes. Unsubscribing gives the timer back. */
export function timer$(clock: Clock, delayMs: number): Observable<void> {
  return new Observable((subscriber) =>
    clock.setTimer(() => {
      subscriber.next();
      subscriber.complete();
    }, delayMs),
  );
}
