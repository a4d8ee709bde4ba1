import { takeChunk } from './take-chunk.js';

const mebibyte = 1024 * 1024;

it('takes what fits, and a larger letter alone', () => {
  const sizes = [1, 9, 2, 2, 1].map((size) => size * mebibyte);
  const chunks: number[][] = [];
  for (let from = 0; from < sizes.length; from += chunks.at(-1)?.length ?? 1) {
    chunks.push(takeChunk(sizes, from, (size) => size));
  }
  expect(chunks.map((chunk) => chunk.map((size) => size / mebibyte))).toEqual([[1], [9], [2, 2], [1]]);
});

it('takes a bounded number of small letters', () => {
  expect(takeChunk(Array.from({ length: 1000 }), 900, () => 1)).toHaveLength(100);
  expect(takeChunk(Array.from({ length: 5000 }), 0, () => 1)).toHaveLength(1000);
});
