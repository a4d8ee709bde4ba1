import { integer, key } from '@weir/core';

/** Keys of the stores that write a batch of letters as one: a file, a statement. They stand in the block `batch`. */
export const batchKeys = {
  'batch.maxLetters': key(integer(1, 100_000), {
    expected: 'a whole number from 1 to 100000',
    doc: 'Letters that are written as one at most, by stores that write batches.',
    default: '1000',
  }),
  'batch.maxDelayMs': key(integer(0, 60_000), {
    expected: 'a whole number from 0 to 60000',
    doc: 'Milliseconds that a letter waits for others to be written with it; 0: only while other letters are written.',
    default: '0',
  }),
} as const;
