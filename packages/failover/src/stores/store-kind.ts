import type { Clock, DeadLetterStore, KeyTable, KeyValues, Logger } from '@weir/core';

/** What a store is given beside its configuration. */
export interface StoreContext {
  readonly clock: Clock;
  readonly logger: Logger;
}

/** One kind of store: its keys, and how an instance is made. */
export interface StoreKind<K extends KeyTable = KeyTable> {
  /** First parts of its keys: `file` of `file.path`. */
  readonly blocks: readonly string[];
  /** Keys with their block: `file.path`. */
  readonly keys: K;
  /** Keys of the original's client, without their block, that a configuration may carry and that have no meaning here. */
  readonly ignoredKeys?: readonly string[];
  /** Its place is a local disk: a spill on such a disk would fail with it. */
  readonly isLocal?: boolean;
  /** Makes a store without touching its place. */
  create(table: string, options: KeyValues<K>, context: StoreContext): DeadLetterStore;
}
