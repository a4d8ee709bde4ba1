import { deepStrictEqual } from 'node:assert';
import fc from 'fast-check';
import { parseElements, stringifyElements, structuredJson } from './structured-json.js';

function roundTrip(element: unknown): unknown {
  const text = JSON.stringify(structuredJson.encode(element, 'map "parse"'));
  return structuredJson.decode(JSON.parse(text) as never);
}

describe('the codec of streams that bring none', () => {
  it('gives back whatever it took, through the text of JSON', () => {
    const element = fc.anything({
      key: fc.oneof(fc.string(), fc.constantFrom('$weir', '__proto__', 'constructor', 'value', 'toJSON')),
      values: [
        fc.string({ unit: 'binary' }),
        fc.double(),
        fc.bigInt(),
        fc.boolean(),
        fc.constantFrom(null, undefined, -0),
        fc.date({ noInvalidDate: true }),
        fc.uint8Array(),
        fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      ],
      withMap: true,
      withSet: true,
    });
    fc.assert(
      fc.property(element, (value) => {
        // Node's comparison, because Jest's trips over data with a key called constructor.
        deepStrictEqual(roundTrip(value), value);
        deepStrictEqual(parseElements(stringifyElements([value, 1], 'map "parse"')), [value, 1]);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['the tag itself as a key', { $weir: 'date', value: 0 }],
    ['the tag deep inside', { a: [{ $weir: { $weir: 'bigint', value: 'x' } }] }],
    ['lone surrogates', '\uD800x\uDC00'],
    ['objects as map keys', new Map([[{ a: 1 }, new Set([[1, 2]])]])],
    ['numbers that JSON lacks', [NaN, Infinity, -Infinity, -0]],
    ['what has no value', { a: undefined, b: null, c: [undefined] }],
    ['the same object twice, side by side', Array<unknown>(2).fill({ a: 1 })],
  ])('carries %s', (_, element) => {
    expect(roundTrip(element)).toStrictEqual(element);
    expect(parseElements(stringifyElements([element], 'n'))).toStrictEqual([element]);
  });

  it('carries an invalid date', () => {
    const back = roundTrip(new Date(NaN));
    expect(back).toBeInstanceOf(Date);
    expect((back as Date).getTime()).toBeNaN();
  });

  it('keeps a __proto__ key a key', () => {
    const element: unknown = JSON.parse('{"__proto__": {"polluted": true}, "$weir": {"__proto__": 1}}');
    const back = roundTrip(element) as object;
    expect(Object.keys(back)).toEqual(['__proto__', '$weir']);
    expect(JSON.stringify(back)).toBe(JSON.stringify(element));
    expect('polluted' in back).toBe(false);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('keeps bytes what they were, also those of a part of a buffer', () => {
    const part = new Uint8Array([1, 2, 3, 4]).subarray(1, 3);
    expect(roundTrip(part)).toStrictEqual(new Uint8Array([2, 3]));
    expect((roundTrip(Buffer.from('héllo')) as Buffer).toString('utf8')).toBe('héllo');
  });

  it('leaves plain JSON as it is', () => {
    const plain = { a: [1, 'x', null, { b: true }] };
    expect(structuredJson.encode(plain, 'n')).toEqual(plain);
  });

  it('takes plain objects of another realm', () => {
    expect(roundTrip(structuredClone({ a: [{ b: 1 }] }))).toEqual({ a: [{ b: 1 }] });
  });

  it('fills the holes of an array with undefined', () => {
    expect(roundTrip([1, , 3])).toStrictEqual([1, undefined, 3]);
  });
});

describe('what the codec cannot carry', () => {
  class Money {
    readonly amount = 1;
  }
  class Basket extends Map<string, number> {}
  const loop: Record<string, unknown> = {};
  loop['self'] = [loop];

  it.each([
    [() => 1, 'element is a function'],
    [Symbol('x'), 'element is a symbol'],
    [{ price: [1, new Money()] }, 'element.price[1] is an instance of Money'],
    [new Basket(), 'element is an instance of Basket'],
    [new Map([['a', { f: () => 1 }]]), 'element.get(…).f is a function'],
    [new Map([[Symbol('k'), 1]]), 'element.key is a symbol'],
    [new Set([/x/]), 'element.member is an instance of RegExp'],
    [{ error: new Error('x') }, 'element.error is an instance of Error'],
    [{ url: new URL('http://a') }, 'element.url is an instance of URL'],
    [loop, 'element.self[0] is a reference to an object that contains it'],
    [{ numbers: new Float64Array(1) }, 'element.numbers is an instance of Float64Array'],
  ])('is refused with the node and the path: %#', (element: unknown, what) => {
    const message = `map "parse" emitted an element that cannot be carried on: ${what}. Emit plain data`;
    expect(() => structuredJson.encode(element, 'map "parse"')).toThrow(message);
    expect(() => stringifyElements([1, element], 'map "parse"')).toThrow(message);
  });

  it('is refused when decoding meets a kind it does not know', () => {
    expect(() => structuredJson.decode({ $weir: 'temporal', value: 1 })).toThrow('of kind "temporal"');
  });
});
