import type { Resolution } from '@weir/core';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeResolution, encodeResolution } from './resolution-codec.js';

const resolution: Resolution = {
  id: '0f343b0931126a20f133d67c2b018a3b',
  lastAt: 1714521602513,
  at: 1714608000000,
  outcome: 'delivered',
};

const line = JSON.stringify(JSON.parse(readFileSync(join(__dirname, 'golden', 'resolution.json'), 'utf8')));

it('writes a resolution as the golden file has it', () => {
  expect(encodeResolution(resolution)).toBe(line);
});

it('reads the golden file', () => {
  expect(decodeResolution(line)).toEqual(resolution);
});

it('refuses what is no resolution', () => {
  expect(() => decodeResolution('{"v":1,"id":"a","lastAt":1,"at":2,"outcome":"lost"}')).toThrow(/outcome: /);
});
