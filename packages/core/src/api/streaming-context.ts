import type { Parameters } from '../config/parameters.js';
import type { GraphBuilder } from '../graph/graph-builder.js';
import type { Source } from '../ports/source.js';
import { CollectionSource } from '../sources/collection-source.js';
import { FromIterable } from '../sources/from-iterable.js';
import { GeneratorSource, type GenerateOptions } from '../sources/generator-source.js';
import type { AnyIterable } from '../sources/iterable-source.js';
import { TextFileSource, type TextFileOptions } from '../sources/text-file-source.js';
import { DataStream } from './data-stream.js';

/** What `handle()` draws on: the streams begin here. */
export class StreamingContext {
  /** The job's parameters, out of file and command line. */
  readonly parameters: Parameters;
  readonly #builder: GraphBuilder;

  /** @internal made by `drawGraph` */
  constructor(parameters: Parameters, builder: GraphBuilder) {
    this.parameters = parameters;
    this.#builder = builder;
  }

  /** Parallelism of every node that sets none itself. @throws GRAPH_INVALID_PARALLELISM */
  setParallelism(parallelism: number): void {
    this.#builder.setDefaultParallelism(parallelism);
  }

  /** The given values, in their order. */
  fromElements<T>(...elements: T[]): DataStream<T> {
    return this.fromCollection(elements);
  }

  /** The values of an array, in its order. */
  fromCollection<T>(collection: readonly T[]): DataStream<T> {
    return this.addSource(new CollectionSource(collection));
  }

  /**
   * The values of an iterable, synchronous or not. A function that makes the iterable can be called again after a
   * failure; a plain iterable is read once.
   */
  fromIterable<T>(iterable: AnyIterable<T> | (() => AnyIterable<T>)): DataStream<T> {
    return this.addSource(new FromIterable(iterable));
  }

  /** The numbers 0, 1, 2, … at `ratePerSecond`, `count` of them. @throws GRAPH_INVALID for a wrong option */
  generate(options: GenerateOptions = {}): DataStream<number> {
    return this.addSource(new GeneratorSource(options));
  }

  /**
   * The lines of a UTF-8 file, without their ends; with `follow` also those that are still to come, through rotations.
   *
   * @throws GRAPH_INVALID for a wrong option
   */
  readTextFile(path: string, options: TextFileOptions = {}): DataStream<string> {
    return this.addSource(new TextFileSource(path, options));
  }

  /** The records of any source. */
  addSource<T>(source: Source<T>): DataStream<T> {
    return new DataStream<T>(this.#builder, this.#builder.add({ kind: 'source', source }, []));
  }
}
