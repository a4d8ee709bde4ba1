import { readAhead } from './read-ahead.js';

test('gives every item, and asks for the next while one is worked on', async () => {
  let asked = 0;
  async function* items() {
    for (asked = 1; asked <= 3; asked++) yield await Promise.resolve(asked);
  }
  const seen: number[][] = [];
  for await (const item of readAhead(items())) {
    await new Promise(setImmediate);
    seen.push([item, asked]);
  }
  expect(seen).toEqual([
    [1, 2],
    [2, 3],
    [3, 4],
  ]);
});

test('fails behind the items before the failure', async () => {
  async function* items() {
    yield await Promise.resolve(1);
    throw new Error('the server is away');
  }
  const seen: number[] = [];
  const reading = (async () => {
    for await (const item of readAhead(items())) seen.push(item);
  })();
  await expect(reading).rejects.toThrow('the server is away');
  expect(seen).toEqual([1]);
});

test('ends the sequence when nobody wants more, also one that would fail', async () => {
  let ended = false;
  async function* items() {
    try {
      yield await Promise.resolve(1);
      throw new Error('nobody asked for this');
    } finally {
      ended = true;
    }
  }
  for await (const item of readAhead(items())) {
    expect(item).toBe(1);
    break;
  }
  expect(ended).toBe(true);
});
