import type { WeirError } from '@weir/core';
import type { Checkpoint } from './checkpoint.js';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint-file.js';

const checkpoint: Checkpoint = {
  version: 1,
  job: 'Orders "ü€😀"',
  id: 7,
  at: 1_700_000_000_000,
  nodes: {
    source: { splits: [{ split: { id: '0', size: 10 }, position: { line: 3 }, finished: false }] },
    sink: { units: [{ key: 'k\n', value: { url: 'http://a', attempts: [] } }], counters: { delivered: 2 } },
  },
};
const text = encodeCheckpoint(checkpoint);

function failureOf(damaged: string): WeirError {
  try {
    decodeCheckpoint(damaged, '/state/checkpoint-7.json');
  } catch (error) {
    return error as WeirError;
  }
  throw new Error('It was taken for a checkpoint.');
}

test('a checkpoint comes back as it was', () => {
  expect(decodeCheckpoint(text, 'file')).toEqual(checkpoint);
});

test('a checkpoint that was cut short is found out, wherever it was cut', () => {
  // Only the line feed at the end may be missing: then nothing is.
  for (let length = 0; length < text.length - 1; length++) {
    expect(failureOf(text.slice(0, length)).code).toBe('CHECKPOINT_DAMAGED');
  }
});

test('a flipped bit is found out, wherever it is', () => {
  const bytes = Buffer.from(text);
  for (let bit = 0; bit < bytes.length * 8; bit += 5) {
    const flipped = Buffer.from(bytes);
    const index = bit >> 3;
    flipped.writeUInt8(bytes.readUInt8(index) ^ (1 << (bit & 7)), index);
    expect(failureOf(flipped.toString()).code).toMatch(/^CHECKPOINT_(DAMAGED|NEWER)$/);
  }
});

test.each(['', '\n', '{}', '<html>', 'weir-checkpoint v1 sha256:0\n{}'])(
  '%j is no checkpoint, and the file is named',
  (garbage) => {
    expect(failureOf(garbage)).toMatchObject({
      code: 'CHECKPOINT_DAMAGED',
      message: expect.stringContaining('/state/checkpoint-7.json') as string,
    });
  },
);

test('a checkpoint of a newer format is not guessed at', () => {
  const failure = failureOf(text.replace('weir-checkpoint v1', 'weir-checkpoint v2'));
  expect(failure).toMatchObject({ code: 'CHECKPOINT_NEWER' });
  expect(failure.message).toContain('has format 2; this version of Weir reads up to 1');
});
