import { z } from 'zod';
import { quickCheck } from './quick-check.js';

const schema = z.object({
  name: z.string(),
  size: z.number(),
  kind: z.enum(['a', 'b']),
  note: z.string().exactOptional(),
  tags: z.array(z.string()),
  labels: z.record(z.string(), z.string()),
  parts: z.array(z.object({ at: z.number() })),
  data: z.base64().exactOptional(),
});

const plain = { name: 'n', size: 1.5, kind: 'a', note: 'x', tags: ['t'], labels: { l: '1' }, parts: [{ at: 1 }] };
const check = quickCheck(schema, ['v']);

it('takes what the schema gives back as it is, and the names it was told to ignore', () => {
  expect(schema.parse(plain)).toEqual(plain);
  expect(check({ ...plain, v: 1 })).toBe(true);
});

it.each<[string, string]>([
  ['a missing field', JSON.stringify({ ...plain, name: undefined })],
  ['a wrong type', JSON.stringify({ ...plain, size: '1' })],
  ['an infinite number', JSON.stringify(plain).replace('1.5', '1e999')],
  ['a value that is not listed', JSON.stringify({ ...plain, kind: 'c' })],
  ['an optional field that is null', JSON.stringify({ ...plain, note: null })],
  ['a wrong item', JSON.stringify({ ...plain, tags: [1] })],
  ['a wrong value of a record', JSON.stringify({ ...plain, labels: { l: 1 } })],
  ['an unknown field', JSON.stringify({ ...plain, more: 1 })],
  ['an unknown field further in', JSON.stringify({ ...plain, parts: [{ at: 1, more: 1 }] })],
  ['a name that the schema leaves out', JSON.stringify(plain).replace('"l"', '"__proto__"')],
  ['a text with a format', JSON.stringify({ ...plain, data: 'AA==' })],
  ['a list', JSON.stringify([plain])],
  ['nothing', 'null'],
])('leaves %s to the schema', (_, text) => {
  expect(check(JSON.parse(text))).toBe(false);
});
