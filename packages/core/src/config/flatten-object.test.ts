import fc from 'fast-check';
import { flattenObject } from './flatten-object.js';

describe('a configuration given by a program', () => {
  it('reads nested and dotted keys alike, lists joined, nulls left out', () => {
    const object = {
      'a.b': 1,
      a: { c: true, d: { e: 'x' } },
      list: [200, '2xx', { z: 1 }],
      none: null,
      missing: undefined,
      empty: '',
      nothing: [],
    };
    expect(Object.fromEntries(flattenObject(object))).toEqual({
      'a.b': '1',
      'a.c': 'true',
      'a.d.e': 'x',
      list: '200,2xx,{"z":1}',
      empty: '',
      nothing: '',
    });
  });

  it('refuses a key that is set twice to different values', () => {
    expect(() => flattenObject({ 'a.b': 1, a: { b: 2 } }, 'conf')).toThrow(
      'conf: a.b is set twice to different values. Keep one of them.',
    );
    expect(flattenObject({ 'a.b': 1, a: { b: '1' } })).toEqual(new Map([['a.b', '1']]));
  });

  it.each([
    [() => 1, 'a.b: a function cannot be a parameter. Give text.'],
    [new Date(0), 'a.b: an instance of Date cannot be a parameter. Give text.'],
    [new Map(), 'a.b: an instance of Map cannot be a parameter. Give text.'],
    [10n, 'a.b: a bigint cannot be a parameter. Give text.'],
    [[Symbol('x')], 'a.b: a symbol cannot be a parameter. Give text.'],
  ])('refuses %p by its key', (value, message) => {
    expect(() => flattenObject({ a: { b: value } })).toThrow(message);
  });

  it('gives the same for any grouping of the same keys', () => {
    const path = fc.tuple(fc.constantFrom('a', 'b'), fc.constantFrom('c', 'd'), fc.constantFrom('e', 'f'));
    fc.assert(
      fc.property(fc.uniqueArray(path, { selector: (parts) => parts.join('.') }), (paths) => {
        const dotted = Object.fromEntries(paths.map((parts) => [parts.join('.'), 'v']));
        const nested: Record<string, Record<string, string>> = {};
        for (const [first, ...rest] of paths) (nested[first] ??= {})[rest.join('.')] = 'v';
        const sorted = (map: Map<string, string>) => [...map].sort();
        expect(sorted(flattenObject(nested))).toEqual(sorted(flattenObject(dotted)));
      }),
    );
  });
});
