import { WeirError } from '../errors/weir-error.js';
import type { ElementCodec } from './element-codec.js';
import type { JsonValue } from './json-value.js';

/** Marks an object that stands for a value JSON has no words for: `{"$weir": "date", "value": 0}`. */
const tag = '$weir';

function tagged(kind: string, value: JsonValue): JsonValue {
  return { [tag]: kind, value };
}

function numberToJson(value: number): JsonValue {
  if (Object.is(value, -0)) return tagged('number', '-0');
  return Number.isFinite(value) ? value : tagged('number', String(value));
}

/** Walks one element; `node` names the graph node in errors, `parents` are the objects on the way down. */
class Encoder {
  readonly #node: string;
  readonly #parents: object[] = [];

  constructor(node: string) {
    this.#node = node;
  }

  encode(value: unknown, path: string): JsonValue {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return value;
      case 'number':
        return numberToJson(value);
      case 'bigint':
        return tagged('bigint', String(value));
      case 'undefined':
        return tagged('undefined', null);
      case 'object':
        return value === null ? null : this.#encodeObject(value, path);
      case 'function':
      case 'symbol':
        throw this.#refuse(path, `a ${typeof value}`);
    }
  }

  #encodeObject(value: object, path: string): JsonValue {
    if (this.#parents.includes(value)) throw this.#refuse(path, 'a reference to an object that contains it');
    this.#parents.push(value);
    try {
      return this.#encodeMembers(value, path);
    } finally {
      this.#parents.pop();
    }
  }

  #encodeMembers(value: object, path: string): JsonValue {
    if (Array.isArray(value)) return value.map((item, i) => this.encode(item, `${path}[${i}]`));
    if (value instanceof Date) return tagged('date', numberToJson(value.getTime()));
    if (value instanceof Uint8Array) return tagged('bytes', Buffer.from(value).toString('base64'));
    if (value instanceof Map) {
      return tagged(
        'map',
        [...value].map(([k, v]) => [this.encode(k, `${path}.key`), this.encode(v, `${path}.get(…)`)]),
      );
    }
    if (value instanceof Set)
      return tagged(
        'set',
        [...value].map((item) => this.encode(item, `${path}.member`)),
      );
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) {
      throw this.#refuse(
        path,
        `an instance of ${(value as { constructor?: { name?: string } }).constructor?.name ?? '?'}`,
      );
    }
    const plain: Record<string, JsonValue> = {};
    for (const [name, member] of Object.entries(value)) {
      Object.defineProperty(plain, name, { value: this.encode(member, `${path}.${name}`), enumerable: true });
    }
    return Object.hasOwn(plain, tag) ? tagged('object', Object.entries(plain)) : plain;
  }

  #refuse(path: string, what: string): WeirError {
    return new WeirError(
      'ELEMENT_NOT_ENCODABLE',
      `${this.#node} emitted an element that cannot be carried on: ${path} is ${what}. ` +
        'Emit plain data (JSON values, Date, bigint, bytes, Map, Set), or give the stream a codec of its own.',
      { details: { node: this.#node, path } },
    );
  }
}

function decodeTagged(kind: JsonValue | undefined, value: JsonValue | undefined): unknown {
  switch (kind) {
    case 'number':
    case 'undefined':
      return kind === 'number' ? Number(value) : undefined;
    case 'bigint':
      return BigInt(value as string);
    case 'date':
      return new Date(Number(decode(value ?? null)));
    case 'bytes':
      return new Uint8Array(Buffer.from(value as string, 'base64'));
    case 'map':
      return new Map((value as [JsonValue, JsonValue][]).map(([k, v]) => [decode(k), decode(v)]));
    case 'set':
      return new Set((value as JsonValue[]).map(decode));
    case 'object':
      return Object.fromEntries((value as [string, JsonValue][]).map(([k, v]) => [k, decode(v)]));
    default:
      throw new WeirError('ELEMENT_NOT_ENCODABLE', `Cannot decode an element of kind ${JSON.stringify(kind)}.`);
  }
}

function decode(json: JsonValue): unknown {
  if (json === null || typeof json !== 'object') return json;
  if (Array.isArray(json)) return (json as readonly JsonValue[]).map(decode);
  const object = json as { readonly [key: string]: JsonValue };
  if (Object.hasOwn(object, tag)) return decodeTagged(object[tag], object['value']);
  const plain: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(object)) {
    Object.defineProperty(plain, name, { value: decode(member), enumerable: true, writable: true, configurable: true });
  }
  return plain;
}

/**
 * The codec of streams that bring none: JSON, and beside it undefined, bigint, Date, bytes, Map, Set and the numbers
 * that JSON lacks, each as an object tagged `$weir`. Functions, symbols, class instances and cycles are refused.
 */
export const structuredJson: ElementCodec<unknown> = Object.freeze({
  name: 'structured-json',
  encode: (element: unknown, node: string) => new Encoder(node).encode(element, 'element'),
  decode,
});
