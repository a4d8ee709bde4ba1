import { z } from 'zod';
import { flag, integer, key, keyNames, refuseUnknownKeys, resolveKeys } from './key-table.js';
import { Parameters } from './parameters.js';

const table = {
  timeout: key(integer(1), {
    expected: 'a whole number of at least 1',
    doc: '',
    default: '2000',
    aliases: ['requestTimeout'],
  }),
  retries: key(integer(0, 10), { expected: 'a whole number from 0 to 10', doc: '', default: '3' }),
  verbose: key(flag(), { expected: 'true or false', doc: '', default: 'false' }),
  table: key(z.string(), { expected: 'a name', doc: '' }),
  note: key(z.string().optional(), { expected: 'a text', doc: '' }),
};

function resolve(values: Record<string, string>) {
  return resolveKeys(table, Parameters.of({ 'p.table': 't', ...values }).entries('p'), 'p');
}

describe('keys that are declared once', () => {
  it('take their defaults', () => {
    expect(resolve({})).toEqual({ timeout: 2000, retries: 3, verbose: false, table: 't', note: undefined });
  });

  it('are frozen, so that nobody changes them behind the reader', () => {
    expect(Object.isFrozen(resolve({}))).toBe(true);
  });

  it('are read under any of their names', () => {
    expect(resolve({ 'p.requestTimeout': '5' }).timeout).toBe(5);
    expect(resolve({ 'p.requestTimeout': '5', 'p.timeout': '5' }).timeout).toBe(5);
    expect(keyNames(table)).toEqual(['timeout', 'requestTimeout', 'retries', 'verbose', 'table', 'note']);
  });

  it('refuse two names with different values', () => {
    expect(() => resolve({ 'p.requestTimeout': '5', 'p.timeout': '6' })).toThrow(
      'p.timeout and p.requestTimeout mean the same and are set to different values. Keep one of them.',
    );
  });

  it.each([
    [{ 'p.timeout': '0' }, 'p.timeout: "0" (program) is not a whole number of at least 1. Correct the value.'],
    [{ 'p.retries': '-1' }, 'p.retries: "-1" (program) is not a whole number from 0 to 10. Correct the value.'],
    [{ 'p.retries': '11' }, 'p.retries: "11" (program) is not a whole number from 0 to 10. Correct the value.'],
    [{ 'p.retries': '1.5' }, 'p.retries: "1.5" (program) is not a whole number from 0 to 10. Correct the value.'],
    [{ 'p.retries': 'many' }, 'p.retries: "many" (program) is not a whole number from 0 to 10. Correct the value.'],
    [{ 'p.verbose': 'yes' }, 'p.verbose: "yes" (program) is not true or false. Correct the value.'],
  ])('name key, value and what was expected: %j', (values, message) => {
    expect(() => resolve(values)).toThrow(message);
  });

  it('say that a required key is missing', () => {
    expect(() => resolveKeys(table, new Map(), 'p')).toThrow('p.table is not set. Set it to a name.');
  });

  it('read numbers and flags with blanks around them and in capitals', () => {
    expect(resolve({ 'p.retries': ' +7 ', 'p.verbose': ' TRUE ' })).toMatchObject({ retries: 7, verbose: true });
  });
});

describe('keys that nobody declared', () => {
  it.each([
    ['retires', 'p.retires is not a known key. Did you mean p.retries?'],
    ['RequestTimeOut', 'p.RequestTimeOut is not a known key. Did you mean p.requestTimeout?'],
    ['tabel', 'p.tabel is not a known key. Did you mean p.table?'],
  ])('are refused with the nearest one: %s', (name, message) => {
    expect(() => refuseUnknownKeys(keyNames(table), ['timeout', name], 'p')).toThrow(message);
  });

  it('are refused also where no key is known', () => {
    expect(() => refuseUnknownKeys([], ['a'], '')).toThrow('a is not a known key. Remove it.');
  });

  it('are told apart from known ones', () => {
    expect(() => refuseUnknownKeys(keyNames(table), keyNames(table), 'p')).not.toThrow();
  });
});
