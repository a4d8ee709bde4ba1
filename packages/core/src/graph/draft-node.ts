import { WeirError } from '../errors/weir-error.js';
import type { OnError } from '../config/on-error.js';
import type { Operator } from '../operators/operator.js';
import type { Sink } from '../ports/sink.js';
import type { Source } from '../ports/source.js';
import type { GraphNode, Partitioning } from './job-graph.js';

/** What a node is made of. */
export type NodeContent =
  | { readonly kind: 'source'; readonly source: Source<unknown> }
  | { readonly kind: 'operator'; readonly operator: Operator }
  | { readonly kind: 'sink'; readonly sink: Sink<unknown> };

/** What nodes inherit from the job. */
export interface NodeDefaults {
  readonly parallelism: number;
  readonly onError: OnError;
}

/** An input of a node that is being drawn. */
export interface DraftInput {
  readonly from: DraftNode;
  readonly partitioning: Partitioning;
}

const largestParallelism = 32_768;

/** Checks a parallelism that a user gave. @throws GRAPH_INVALID_PARALLELISM */
export function checkParallelism(parallelism: number, what: string): number {
  if (Number.isInteger(parallelism) && parallelism >= 1 && parallelism <= largestParallelism) return parallelism;
  throw new WeirError(
    'GRAPH_INVALID_PARALLELISM',
    `The parallelism of ${what} is ${parallelism}; expected a whole number from 1 to ${largestParallelism}.`,
  );
}

/** A node while `handle()` draws: what setParallelism, name and uid change. */
export class DraftNode {
  readonly content: NodeContent;
  readonly inputs: readonly DraftInput[];
  /** The path that serves as id when the user gives no uid, relative to the first input. */
  readonly step: string;
  #frozen = false;
  #parallelism: number | undefined;
  #name: string;
  #uid: string | undefined;

  constructor(content: NodeContent, inputs: readonly DraftInput[], step: string) {
    this.content = content;
    this.inputs = inputs;
    this.step = step;
    this.#name = content.kind === 'operator' ? content.operator.kind : nameOf(content);
  }

  setParallelism(parallelism: number): void {
    this.#refuseIfFrozen();
    checkParallelism(parallelism, `"${this.#name}"`);
    if (this.content.kind === 'source' && !this.content.source.traits.splittable && parallelism > 1) {
      throw new WeirError(
        'GRAPH_INVALID_PARALLELISM',
        `The source "${this.#name}" cannot be read in parallel: its parallelism is 1, not ${parallelism}. Set the parallelism of what follows it.`,
      );
    }
    this.#parallelism = parallelism;
  }

  setName(name: string): void {
    this.#refuseIfFrozen();
    this.#name = name;
  }

  setUid(uid: string): void {
    this.#refuseIfFrozen();
    if (uid.trim() === '') throw new WeirError('GRAPH_INVALID', `The uid of "${this.#name}" is blank. Give it a text.`);
    this.#uid = uid;
  }

  freeze(): void {
    this.#frozen = true;
  }

  get id(): string {
    if (this.#uid !== undefined) return this.#uid;
    const [first] = this.inputs;
    return first ? `${first.from.id}/${this.step}` : this.step;
  }

  /** The node as data. */
  toNode(defaults: NodeDefaults): GraphNode {
    const { content } = this;
    const single = content.kind === 'source' && !content.source.traits.splittable;
    const parallelism = this.#parallelism ?? (single ? 1 : defaults.parallelism);
    const onError = content.kind === 'operator' ? onErrorOf(content.operator, defaults.onError) : 'fail';
    const node = { id: this.id, name: this.#name, parallelism, ...content };
    return Object.freeze(onError === 'fail' ? node : { ...node, onError });
  }

  #refuseIfFrozen(): void {
    if (!this.#frozen) return;
    throw new WeirError(
      'GRAPH_FROZEN',
      `"${this.#name}" was changed after handle() had returned. Draw it in handle().`,
    );
  }
}

/** A union calls no function, so nothing can fail there. */
function onErrorOf(operator: Operator, inherited: OnError): OnError {
  return operator.kind === 'union' ? 'fail' : (operator.onError ?? inherited);
}

function nameOf(content: Exclude<NodeContent, { kind: 'operator' }>): string {
  return content.kind === 'source' ? content.source.name : content.sink.name;
}
