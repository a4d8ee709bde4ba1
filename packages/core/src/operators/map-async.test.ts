import { mapAsyncOperator, type MapAsyncOptions } from './map-async.js';

const fn = (value: unknown): unknown => value;

describe('options of mapAsync', () => {
  it('have defaults', () => {
    expect(mapAsyncOperator(fn, {})).toEqual({
      kind: 'mapAsync',
      fn,
      concurrency: 16,
      ordered: true,
      timeoutMs: 30_000,
    });
  });

  it.each<[MapAsyncOptions, RegExp]>([
    [{ concurrency: 0 }, /^mapAsync: option concurrency: /],
    [{ concurrency: 1.5 }, /^mapAsync: option concurrency: /],
    [{ timeoutMs: 2 ** 31 }, /^mapAsync: option timeoutMs: /],
    [{ ordered: 'no' } as never, /^mapAsync: option ordered: /],
    [{ concurency: 4 } as never, /^mapAsync: .*concurency/],
  ])('are refused by name: %p', (options, message) => {
    expect(() => mapAsyncOperator(fn, options)).toThrow(message);
  });
});
