import type { DraftNode } from '../graph/draft-node.js';

/** The end of a stream: what is left to say about its sink. */
export class DataStreamSink {
  readonly #node: DraftNode;

  /** @internal made by `DataStream.addSink` */
  constructor(node: DraftNode) {
    this.#node = node;
  }

  /** @throws GRAPH_INVALID_PARALLELISM unless it is a whole number of at least 1 */
  setParallelism(parallelism: number): this {
    this.#node.setParallelism(parallelism);
    return this;
  }

  /** How people call the sink. */
  name(name: string): this {
    this.#node.setName(name);
    return this;
  }

  /** The sink's stable identity: record ids and state are made of it. */
  uid(uid: string): this {
    this.#node.setUid(uid);
    return this;
  }
}
