import { ChunkReader } from './chunk-reader.js';

const { signal } = new AbortController();

async function* sequence<T>(chunks: Iterable<readonly T[]>, onEnd: () => void = () => undefined) {
  try {
    for (const chunk of chunks) yield await Promise.resolve(chunk);
  } finally {
    onEnd();
  }
}

const readerOf = (chunks: readonly (readonly string[])[], from = 0) => new ChunkReader(sequence(chunks), from);

it('gives what is asked for at most, never over the end of a chunk, with the number of each record', async () => {
  const reader = readerOf([[], ['a', 'b', 'c'], [], ['d']], 5);
  expect(await reader.read(2, signal)).toEqual({ values: ['a', 'b'], positions: [5, 6] });
  expect(reader.position()).toBe(7);
  expect(await reader.read(2, signal)).toEqual({ values: ['c'], positions: [7] });
  expect(await reader.read(2, signal)).toEqual({ values: ['d'], positions: [8] });
  expect(await reader.read(2, signal)).toBeUndefined();
  expect(await reader.read(2, signal)).toBeUndefined();
  expect(reader.position()).toBe(9);
});

it('gives what came before a failure first, and then the failure', async () => {
  async function* failing() {
    yield ['a'];
    await Promise.reject(new Error('the disk is gone'));
  }
  const reader = new ChunkReader(failing(), 0);
  expect((await reader.read(10, signal))?.values).toEqual(['a']);
  await expect(reader.read(10, signal)).rejects.toThrow('the disk is gone');
});

it('rejects when the signal aborts while it waits, and loses no chunk by that', async () => {
  let arrive: (chunk: readonly string[]) => void = () => undefined;
  async function* late() {
    yield await new Promise<readonly string[]>((resolve) => (arrive = resolve));
  }
  const reader = new ChunkReader(late(), 0);
  const stop = new AbortController();
  const waiting = reader.read(10, stop.signal);
  stop.abort(new Error('the job stops'));
  await expect(waiting).rejects.toThrow('the job stops');
  arrive(['a']);
  expect((await reader.read(10, signal))?.values).toEqual(['a']);
});

it('ends the sequence when it is closed early, also while a chunk is on its way', async () => {
  const onEnd = jest.fn();
  const reader = new ChunkReader(sequence([['a', 'b'], ['c']], onEnd), 0);
  await reader.read(1, signal);
  await reader.close();
  expect(onEnd).toHaveBeenCalledTimes(1);
  const never = new ChunkReader({ next: () => new Promise<never>(() => undefined) }, 0);
  const stop = new AbortController();
  const waiting = never.read(1, stop.signal);
  stop.abort(new Error('the job stops'));
  await expect(waiting).rejects.toThrow('the job stops');
  await expect(never.close()).resolves.toBeUndefined();
});
