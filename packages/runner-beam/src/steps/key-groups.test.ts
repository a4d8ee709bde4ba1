import { spreadKey, subtaskOfKey } from './key-groups.js';

test.each([1, 2, 3, 8, 100])('of twice as many splits as subtasks, each of %i subtasks gets two', (parallelism) => {
  const keys = Array.from({ length: 2 * parallelism }, (_, index) => spreadKey(index, parallelism));
  expect(new Set(keys).size).toBe(keys.length);
  const subtasks = keys.map((key) => subtaskOfKey(Buffer.from(key), parallelism));
  expect(subtasks.toSorted((a, b) => a - b)).toEqual(keys.map((_, index) => Math.floor(index / 2)));
});
