import { flattenChunks } from './flatten-chunks.js';

async function* sequence(chunks: readonly (readonly number[])[], onEnd: () => void = () => undefined) {
  try {
    yield* chunks;
  } finally {
    onEnd();
  }
}

it('gives the items of all chunks in order, empty chunks left out', async () => {
  const items: number[] = [];
  for await (const item of flattenChunks(sequence([[], [1, 2], [], [3], []]))) items.push(item);
  expect(items).toEqual([1, 2, 3]);
});

it('ends the sequence of chunks when its reader stops early, and gives nothing more', async () => {
  const onEnd = jest.fn();
  const items = flattenChunks(sequence([[1, 2, 3]], onEnd));
  for await (const item of items) if (item === 1) break;
  expect(onEnd).toHaveBeenCalledTimes(1);
  await expect(items.next()).resolves.toEqual({ done: true, value: undefined });
});

it('gives what came before a failure first', async () => {
  async function* failing() {
    yield [1];
    await Promise.reject(new Error('the disk is gone'));
  }
  const items = flattenChunks(failing());
  await expect(items.next()).resolves.toEqual({ done: false, value: 1 });
  await expect(items.next()).rejects.toThrow('the disk is gone');
});
