import { decodeRowKey, encodeRowKey } from './row-key.js';

it('begins a key as StreamPark makes it', () => {
  const key = encodeRowKey({ id: 'a1', lastAt: 1_700_000_000_000 });
  expect(key.toString('hex')).toBe(`7ffffe74301a97ff${Buffer.from('a1').toString('hex')}`);
});

it('sorts newer letters before older ones', () => {
  const times = [1_700_000_000_001, 1_700_000_000_000, 1_699_999_999_999, 0];
  const keys = times.map((lastAt) => encodeRowKey({ id: 'a', lastAt }));
  expect(keys.toSorted((a, b) => a.compare(b))).toEqual(keys);
});

it('keeps letters of one millisecond apart and one letter together', () => {
  const [one, other, again] = ['a', 'b', 'a'].map((id) => encodeRowKey({ id, lastAt: 5 }));
  expect(one).not.toEqual(other);
  expect(one).toEqual(again);
});

it.each([
  { id: 'a', lastAt: 0 },
  { id: 'üñí🦦', lastAt: 1_700_000_000_000 },
  { id: 'x'.repeat(1_000), lastAt: Number.MAX_SAFE_INTEGER },
])('gives back the position of a key', (position) => {
  expect(decodeRowKey(encodeRowKey(position))).toEqual(position);
});

it.each(['', '00', '7ffffe74301a97ff'])('takes %j for no key of ours', (hex) => {
  expect(decodeRowKey(Buffer.from(hex, 'hex'))).toBeUndefined();
});
