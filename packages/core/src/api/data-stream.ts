import type { DraftNode } from '../graph/draft-node.js';
import type { GraphBuilder } from '../graph/graph-builder.js';
import type { Partitioning } from '../graph/job-graph.js';
import { mapAsyncOperator, type MapAsyncContext, type MapAsyncOptions } from '../operators/map-async.js';
import { operatorOptions, type OperatorOptions } from '../operators/operator-options.js';
import type { Operator } from '../operators/operator.js';
import type { Sink } from '../ports/sink.js';
import { DataStreamSink } from './data-stream-sink.js';

/** A function of the user's, as the graph holds it. */
type UserFunction = (value: unknown) => unknown;

/** What the result of a function must also be, by whether it can be a promise: the text is what the compiler shows. */
interface PromiseVerdicts {
  readonly [verdict: string]: unknown;
  readonly promise: 'This function returns a promise: use mapAsync() instead of map().';
}

type MayBePromise<R> = true extends (R extends PromiseLike<unknown> ? true : false) ? 'promise' : string;

/** Nothing more for a value, impossible for a promise. A lookup, because a conditional type would refuse generic code. */
type NoPromise<R> = PromiseVerdicts[MayBePromise<R>];

/**
 * A stream of records of type `T`, as drawn in `handle()`. Every method adds a node to the graph; nothing runs yet.
 *
 * `setParallelism`, `name` and `uid` speak of the node that the stream comes out of.
 */
export class DataStream<T> {
  readonly #builder: GraphBuilder;
  readonly #node: DraftNode;
  readonly #partitioning: Partitioning;

  /** @internal made by `StreamingContext` */
  constructor(builder: GraphBuilder, node: DraftNode, partitioning: Partitioning = 'forward') {
    this.#builder = builder;
    this.#node = node;
    this.#partitioning = partitioning;
  }

  /** Each record through `fn`, which is synchronous. @throws GRAPH_INVALID for a wrong option, as all of these */
  map<R>(fn: (value: T) => R & NoPromise<R>, options: OperatorOptions = {}): DataStream<R> {
    return this.#then({ kind: 'map', fn: fn as UserFunction, ...operatorOptions('map', options) });
  }

  /** Only the records for which `predicate` is true. */
  filter<S extends T>(predicate: (value: T) => value is S, options?: OperatorOptions): DataStream<S>;
  filter(predicate: (value: T) => boolean, options?: OperatorOptions): DataStream<T>;
  filter(predicate: (value: T) => boolean, options: OperatorOptions = {}): DataStream<T> {
    return this.#then({ kind: 'filter', fn: predicate as UserFunction, ...operatorOptions('filter', options) });
  }

  /** Each record becomes as many as `fn` gives for it. */
  flatMap<R>(fn: (value: T) => Iterable<R>, options: OperatorOptions = {}): DataStream<R> {
    return this.#then({ kind: 'flatMap', fn: fn as UserFunction, ...operatorOptions('flatMap', options) });
  }

  /** Each record through an asynchronous `fn`, several at a time. @throws GRAPH_INVALID for a wrong option */
  mapAsync<R>(
    fn: (value: T, context: MapAsyncContext) => PromiseLike<R> | R,
    options: MapAsyncOptions = {},
  ): DataStream<R> {
    return this.#then(mapAsyncOperator(fn as (value: unknown, context: MapAsyncContext) => unknown, options));
  }

  /**
   * Gives each record a key. Records with equal keys go to the same subtask of the next node, and of those behind it as
   * far as the parallelism stays the same.
   */
  keyBy(fn: (value: T) => string | number, options: OperatorOptions = {}): DataStream<T> {
    const keyed = this.#then<T>({ kind: 'keyBy', fn: fn as UserFunction, ...operatorOptions('keyBy', options) });
    return new DataStream<T>(this.#builder, keyed.#node, 'hash');
  }

  /** Spreads the records evenly over the subtasks of what follows. */
  rebalance(): DataStream<T> {
    return new DataStream<T>(this.#builder, this.#node, 'rebalance');
  }

  /** This stream and `others` as one, in no particular order. */
  union(...others: readonly DataStream<T>[]): DataStream<T> {
    const inputs = [this, ...others].map((stream) => stream.#output);
    const node = this.#builder.add({ kind: 'operator', operator: { kind: 'union' } }, inputs);
    return new DataStream<T>(this.#builder, node);
  }

  /** Ends the stream in `sink`. */
  addSink(sink: Sink<T>): DataStreamSink {
    return new DataStreamSink(this.#builder.add({ kind: 'sink', sink: sink }, [this.#output]));
  }

  /** @throws GRAPH_INVALID_PARALLELISM unless it is a whole number of at least 1 */
  setParallelism(parallelism: number): this {
    this.#node.setParallelism(parallelism);
    return this;
  }

  /** How people call the node. */
  name(name: string): this {
    this.#node.setName(name);
    return this;
  }

  /** The node's stable identity: record ids and state are made of it. */
  uid(uid: string): this {
    this.#node.setUid(uid);
    return this;
  }

  get #output(): { readonly from: DraftNode; readonly partitioning: Partitioning } {
    return { from: this.#node, partitioning: this.#partitioning };
  }

  #then<R>(operator: Operator): DataStream<R> {
    return new DataStream<R>(this.#builder, this.#builder.add({ kind: 'operator', operator }, [this.#output]));
  }
}
