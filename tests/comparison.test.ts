import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './docs/markdown-file.js';

const document = readFileSync(join(root, 'docs/comparison.md'), 'utf8');
const rows = document.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| -'));
const link = /\[●\]\((\S+) (["'])(.+?)\2\)/;
const proofs = [...document.matchAll(new RegExp(link, 'g'))].map(([, path = '', , name = '']) => ({ path, name }));

test.each(proofs)('$path shows that “$name”', ({ path, name }) => {
  const file = join(root, 'docs', path);
  expect(existsSync(file)).toBe(true);
  expect(readFileSync(file, 'utf8')).toContain(name);
});

test('nothing is claimed for Weir without a test', () => {
  const own = rows.map((row) => row.split(' | ')[1]?.trim() ?? '').filter((cell) => cell !== 'Weir');
  expect(own.length).toBeGreaterThan(40);
  expect(own.filter((cell) => !cell.startsWith('○') && cell.search(link) !== 0)).toEqual([]);
});
