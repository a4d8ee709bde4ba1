import type { ReadBatch } from '../ports/source.js';
import type { JsonValue } from '../record/json-value.js';
import { CollectionSource } from './collection-source.js';

/** Reads up to `sizes` records, one read for each size. */
function read<T>(source: CollectionSource<T>, sizes: readonly number[], from?: JsonValue) {
  const reader = source.createReader({ id: '0' }, from);
  const batches = sizes.map((size) => reader.read(size, new AbortController().signal) as ReadBatch<T> | undefined);
  return { batches, end: reader.position() };
}

describe('a collection', () => {
  const letters = new CollectionSource(['a', 'b', 'c']);

  it('gives its elements in order with their index, in portions', () => {
    expect(read(letters, [2, 2, 2, 2])).toEqual({
      batches: [{ values: ['a', 'b'], positions: [0, 1] }, { values: ['c'], positions: [2] }, undefined, undefined],
      end: 3,
    });
  });

  it('goes on at a position with the same records at the same places', () => {
    const { end } = read(letters, [1]);
    expect(read(letters, [9], end).batches).toEqual([{ values: ['b', 'c'], positions: [1, 2] }]);
  });

  it('is one split of known size, also when it is empty', () => {
    expect(letters.splits()).toEqual([{ id: '0', size: 3 }]);
    expect(read(new CollectionSource([]), [1]).batches).toEqual([undefined]);
  });

  it('is what it was when the graph was drawn', () => {
    const array = [1];
    const source = new CollectionSource(array);
    array.push(2);
    expect(read(source, [9]).batches[0]?.values).toEqual([1]);
  });

  it('keeps undefined and null as records', () => {
    expect(read(new CollectionSource([undefined, null]), [9]).batches).toEqual([
      { values: [undefined, null], positions: [0, 1] },
    ]);
  });
});
