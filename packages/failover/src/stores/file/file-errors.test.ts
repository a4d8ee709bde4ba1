import { WeirError } from '@weir/core';
import { storeUnavailable } from './file-errors.js';

it.each([
  ['EACCES', /Give this user the right to write there/],
  ['EROFS', /read-only/],
  ['ENOTDIR', /A file is where a folder is needed/],
  ['ENOSPC', /Free some space/],
  ['EIO', /Make the folder usable/],
])('names path and remedy for %s', (code, remedy) => {
  const error = storeUnavailable('written', '/srv/letters/record', Object.assign(new Error(`${code}: no`), { code }));
  expect(error.code).toBe('LETTER_STORE_UNAVAILABLE');
  expect(error.message).toContain(`The dead letters in /srv/letters/record cannot be written: ${code}: no.`);
  expect(error.message).toMatch(remedy);
});

it('leaves an error alone that has a code already', () => {
  const corrupt = new WeirError('LETTER_STORE_CORRUPT', 'line 3');
  expect(storeUnavailable('read', '/srv', corrupt)).toBe(corrupt);
});
