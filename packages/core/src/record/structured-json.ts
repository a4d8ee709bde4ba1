import { types } from 'node:util';
import { WeirError } from '../errors/weir-error.js';
import type { ElementCodec } from './element-codec.js';
import { isPlainObject } from './is-plain-object.js';
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

/** As `target[name] = value`, also for the one name that would set the prototype. */
function setMember<V>(target: Record<string, V>, name: string, value: V): void {
  if (name !== '__proto__') target[name] = value;
  else Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true });
}

/** Walks one element; `node` names the graph node in errors. Used once. */
class Encoder {
  readonly #node: string;
  /** The objects on the way down, and the steps between them. */
  readonly #parents: object[] = [];
  readonly #steps: (string | number)[] = [];

  constructor(node: string) {
    this.#node = node;
  }

  encode(value: unknown): JsonValue {
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
        return value === null ? null : this.#encodeObject(value);
      case 'function':
      case 'symbol':
        throw this.#refuse(`a ${typeof value}`);
    }
  }

  #encodeAt(step: string | number, value: unknown): JsonValue {
    this.#steps.push(step);
    const json = this.encode(value);
    this.#steps.pop();
    return json;
  }

  #encodeObject(value: object): JsonValue {
    if (this.#parents.includes(value)) throw this.#refuse('a reference to an object that contains it');
    this.#parents.push(value);
    const json = isPlainObject(value) ? this.#encodePlain(value) : this.#encodeBuiltIn(value);
    this.#parents.pop();
    return json;
  }

  #encodePlain(value: Record<string, unknown>): JsonValue {
    const plain: Record<string, JsonValue> = {};
    for (const [name, member] of Object.entries(value)) setMember(plain, name, this.#encodeAt(name, member));
    return Object.hasOwn(plain, tag) ? tagged('object', Object.entries(plain)) : plain;
  }

  /** By class name too: a subclass would come back as what it extends. */
  #encodeBuiltIn(value: object): JsonValue {
    const name = (value.constructor as { readonly name?: string } | undefined)?.name ?? '?';
    if (Array.isArray(value) && name === 'Array') return Array.from(value, (item, i) => this.#encodeAt(i, item));
    if (types.isDate(value) && name === 'Date') return tagged('date', numberToJson(value.getTime()));
    if (types.isUint8Array(value) && (name === 'Uint8Array' || name === 'Buffer')) {
      const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
      return tagged(name === 'Buffer' ? 'buffer' : 'bytes', bytes.toString('base64'));
    }
    if (types.isMap(value) && name === 'Map') {
      const entries = Array.from(value, ([k, v]) => [this.#encodeAt('key', k), this.#encodeAt('get(…)', v)]);
      return tagged('map', entries);
    }
    if (types.isSet(value) && name === 'Set') {
      const members = Array.from(value, (member) => this.#encodeAt('member', member));
      return tagged('set', members);
    }
    throw this.#refuse(`an instance of ${name}`);
  }

  #refuse(what: string): WeirError {
    const path = `element${this.#steps.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('')}`;
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
    case 'buffer':
      return Buffer.from(value as string, 'base64');
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
  for (const [name, member] of Object.entries(object)) setMember(plain, name, decode(member));
  return plain;
}

function hasPlainMembers(value: object, isPlain: (member: unknown) => boolean): boolean {
  if (isPlainObject(value))
    return !Object.hasOwn(value, tag) && Object.values(value).every((member) => isPlain(member));
  if (!Array.isArray(value) || value.constructor.name !== 'Array') return false;
  // Unlike every(), it looks at holes too.
  return value.findIndex((member) => !isPlain(member)) === -1;
}

/** How deep {@link isPlainJson} looks: also where it stops in what contains itself. */
const plainDepth = 32;

/** Whether `value` is its own encoding, so that it need not be copied to be written down at once. */
function isPlainJson(value: unknown, depth = plainDepth): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0);
    case 'object':
      if (value === null) return true;
      return depth > 0 && hasPlainMembers(value, (member) => isPlainJson(member, depth - 1));
    default:
      return false;
  }
}

/**
 * Elements as the text of a JSON array, by {@link structuredJson}. Plain JSON is written without a copy.
 *
 * @param node as of {@link ElementCodec.encode}. @throws ELEMENT_NOT_ENCODABLE
 */
export function stringifyElements(elements: readonly unknown[], node: string): string {
  return JSON.stringify(
    elements.map((element) => (isPlainJson(element) ? element : structuredJson.encode(element, node))),
  );
}

/** The elements of a text that {@link stringifyElements} wrote. */
export function parseElements(text: string): unknown[] {
  const elements = JSON.parse(text) as JsonValue[];
  // Whatever is not its own encoding has the tag, and the tag has no character that JSON would escape.
  return text.includes(`"${tag}"`) ? elements.map(decode) : elements;
}

/**
 * The codec of streams that bring none: JSON, and beside it undefined, bigint, Date, bytes, Map, Set and the numbers
 * that JSON lacks, each as an object tagged `$weir`. Functions, symbols, class instances and cycles are refused.
 */
export const structuredJson: ElementCodec<unknown> = Object.freeze({
  name: 'structured-json',
  encode: (element: unknown, node: string) => new Encoder(node).encode(element),
  decode,
});
