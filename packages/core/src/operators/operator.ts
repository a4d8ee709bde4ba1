import type { FilterOperator } from './filter.js';
import type { FlatMapOperator } from './flat-map.js';
import type { KeyByOperator } from './key-by.js';
import type { MapAsyncOperator } from './map-async.js';
import type { MapOperator } from './map.js';
import type { UnionOperator } from './union.js';

/** Operators that a runner applies to a batch in one go; see `createStep`. */
export type SyncOperator = MapOperator | FilterOperator | FlatMapOperator | KeyByOperator | UnionOperator;

/** What a graph node does to its records: plain data, functions by reference, told apart by `kind`. */
export type Operator = SyncOperator | MapAsyncOperator;
