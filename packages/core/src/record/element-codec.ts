import type { JsonValue } from './json-value.js';

/**
 * Carries elements over a boundary that memory does not cross: a checkpoint, a thread, another process.
 *
 * `decode(encode(x))` equals `x` for every `x` that `encode` accepts.
 */
export interface ElementCodec<T> {
  readonly name: string;
  /**
   * @param node the node whose output the element is, for the message
   * @throws ELEMENT_NOT_ENCODABLE when the element holds what the codec cannot carry
   */
  encode(element: T, node: string): JsonValue;
  decode(json: JsonValue): T;
}
