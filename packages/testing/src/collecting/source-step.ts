/** What a scripted source does next. */
export type SourceStep<T> =
  /** Gives the values, in as many reads as `max` asks for; a read never mixes the values of two steps. */
  | { readonly kind: 'give'; readonly values: readonly T[] }
  /** Waits until the test calls `release()`. */
  | { readonly kind: 'wait' }
  /** Throws `error` from `read`, each time a reader comes here; with `once` only the first time of all readers. */
  | { readonly kind: 'fail'; readonly error: unknown; readonly once?: boolean };
