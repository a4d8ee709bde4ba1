import { systemClock } from '../ports/clock.js';
import { stderrLogger } from '../ports/logger.js';
import type { ReadBatch, Source, SourceReader } from '../ports/source.js';
import type { JsonValue } from '../record/json-value.js';
import { FromIterable } from './from-iterable.js';
import { IterableSource } from './iterable-source.js';

const never = new AbortController().signal;

async function open<T>(source: Source<T>, position?: JsonValue): Promise<SourceReader<T>> {
  const [split] = await source.splits(1);
  if (!split) throw new Error('expected a split');
  return source.createReader(split, position, { clock: systemClock, logger: stderrLogger });
}

/** Reads to the end, or to the failure, `max` at a time. */
async function readAll<T>(reader: SourceReader<T>, max = 100) {
  const batches: ReadBatch<T>[] = [];
  try {
    for (;;) {
      const batch = await reader.read(max, never);
      if (!batch) return { batches, values: batches.flatMap(({ values }) => values), error: undefined };
      batches.push(batch);
    }
  } catch (error) {
    return { batches, values: batches.flatMap(({ values }) => values), error };
  }
}

const boom = new Error('boom');

function* failing() {
  yield 'a';
  yield 'b';
  throw boom;
}

async function* failingLater() {
  yield 'a';
  yield 'b';
  throw boom;
}

async function* letters() {
  yield* ['a', 'b', 'c'];
}

describe.each<[string, FromIterable<string>]>([
  ['an array', new FromIterable(['a', 'b', 'c'])],
  ['a function of an array', new FromIterable(() => ['a', 'b', 'c'])],
  ['a generator function', new FromIterable(() => new Set(['a', 'b', 'c']).values())],
  ['an async generator function', new FromIterable(letters)],
  ['an async iterable that is none of a generator', new FromIterable({ [Symbol.asyncIterator]: letters })],
])('%s as a source', (_, source) => {
  it('gives each record with its number', async () => {
    const { batches } = await readAll(await open(source));
    expect(batches.flatMap(({ values }) => values)).toEqual(['a', 'b', 'c']);
    expect(batches.flatMap(({ positions }) => positions)).toEqual([0, 1, 2]);
  });
});

describe.each<[string, () => FromIterable<string>]>([
  ['synchronous', () => new FromIterable(() => ['a', 'b', 'c'])],
  ['asynchronous', () => new FromIterable(letters)],
])('a function of a sequence, %s', (_, make) => {
  it('goes on behind a position with the numbers the records had before', async () => {
    const source = make();
    const first = await open(source);
    await first.read(1, never);
    const second = await open(source, first.position());
    expect((await readAll(second)).batches).toEqual([{ values: ['b', 'c'], positions: [1, 2] }]);
    expect(source.traits.rewindable).toBe(true);
  });

  it('gives no more than was asked for', async () => {
    const { batches } = await readAll(await open(make()), 2);
    expect(batches.map(({ values }) => values)).toEqual([['a', 'b'], ['c']]);
  });
});

it('says of a plain iterable that it can be read once only', () => {
  expect(new FromIterable(['a']).traits).toEqual({ bounded: true, rewindable: false, splittable: false });
});

describe.each<[string, () => Iterable<string> | AsyncIterable<string>]>([
  ['generator', failing],
  ['async generator', failingLater],
])('a %s that fails', (_, make) => {
  it('gives what came before the failure first', async () => {
    const { values, error } = await readAll(await open(new FromIterable(make)));
    expect(values).toEqual(['a', 'b']);
    expect(error).toBe(boom);
  });

  it('has a position that says how far it came', async () => {
    const reader = await open(new FromIterable(make));
    await readAll(reader);
    expect(reader.position()).toBe(2);
    await reader.close();
  });
});

describe('a sequence over time', () => {
  it('does not hold up a record for the next one', async () => {
    let release: () => void = () => undefined;
    const later = new Promise<void>((resolve) => (release = resolve));
    const reader = await open(
      new FromIterable(async function* () {
        yield 1;
        yield 2;
        await later;
        yield 3;
      }),
    );
    expect(await reader.read(100, never)).toEqual({ values: [1, 2], positions: [0, 1] });
    expect(reader.position()).toBe(2);
    release();
    expect(await reader.read(100, never)).toEqual({ values: [3], positions: [2] });
    expect(await reader.read(100, never)).toBeUndefined();
  });

  it('stops waiting when it is told to, and loses nothing by it', async () => {
    let release: () => void = () => undefined;
    const later = new Promise<void>((resolve) => (release = resolve));
    const reader = await open(
      new FromIterable(async function* () {
        await later;
        yield 'late';
      }),
    );
    const stop = new AbortController();
    const read = Promise.resolve(reader.read(1, stop.signal));
    stop.abort(new Error('stopped'));
    await expect(read).rejects.toThrow('stopped');
    release();
    expect(await reader.read(1, never)).toEqual({ values: ['late'], positions: [0] });
  });

  it('closes while it still waits for a record that never comes', async () => {
    const reader = await open(
      new FromIterable(async function* () {
        await new Promise(() => undefined);
        yield 1;
      }),
    );
    const stop = new AbortController();
    const read = Promise.resolve(reader.read(1, stop.signal));
    stop.abort(new Error('stopped'));
    await expect(read).rejects.toThrow('stopped');
    await reader.close();
  });
});

describe.each<[string, (closed: () => void) => FromIterable<number>]>([
  [
    'generator',
    (closed) =>
      new FromIterable(function* () {
        try {
          for (let i = 0; ; i++) yield i;
        } finally {
          closed();
        }
      }),
  ],
  [
    'async generator',
    (closed) =>
      new FromIterable(async function* () {
        try {
          for (let i = 0; ; i++) yield i;
        } finally {
          closed();
        }
      }),
  ],
])('an endless %s', (_, make) => {
  it('runs its finally block when the reader is closed', async () => {
    let closed = 0;
    const reader = await open(make(() => closed++));
    expect((await reader.read(3, never))?.values).toEqual([0, 1, 2]);
    await reader.close();
    expect(closed).toBe(1);
    expect(await reader.read(3, never)).toBeUndefined();
  });
});

describe('a source of one’s own', () => {
  class Ticks extends IterableSource<number> {
    *read(from: number) {
      for (let i = from; i < 5; i++) yield i * 10;
    }
  }

  it('is ten lines, has the name of its class, and is resumed by number', async () => {
    const ticks = new Ticks();
    expect([ticks.name, ticks.traits.rewindable]).toEqual(['Ticks', true]);
    expect(await (await open(ticks)).read(2, never)).toEqual({ values: [0, 10], positions: [0, 1] });
    expect(await (await open(ticks, 3)).read(9, never)).toEqual({ values: [30, 40], positions: [3, 4] });
  });

  it('says so when read() gives no iterable', async () => {
    class Forgot extends IterableSource<number> {
      read(): never {
        return undefined as never;
      }
    }
    await expect(open(new Forgot())).rejects.toThrow('The source "Forgot" gave undefined; expected an iterable.');
  });
});
