import { runInNewContext } from 'node:vm';
import { describeError, isWeirError, WeirError } from './weir-error.js';

describe('a coded error', () => {
  it('carries code, message, cause and frozen details', () => {
    const cause = new Error('inner');
    const error = new WeirError('CONFIG_CONFLICT', 'outer', { cause, details: { key: 'a' } });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'WeirError', code: 'CONFIG_CONFLICT', message: 'outer', cause });
    expect(error.details).toEqual({ key: 'a' });
    expect(Object.isFrozen(error.details)).toBe(true);
    expect('cause' in new WeirError('JOB_FAILED', 'x')).toBe(false);
  });

  it.each([new Error('x'), { code: 'JOB_FAILED', message: 'x' }, 'JOB_FAILED', null, undefined])(
    'is not taken for one: %p',
    (value) => {
      expect(isWeirError(value)).toBe(false);
    },
  );
});

describe('the text of what was thrown', () => {
  it.each([
    [new Error('boom'), 'boom'],
    ['boom', 'boom'],
    [new TypeError(''), 'TypeError'],
    [{ message: 'boom', status: 500 }, 'boom'],
    [{ status: 500 }, '{ status: 500 }'],
    [undefined, 'undefined'],
    [null, 'null'],
    ['', "''"],
    [Object.create(null), '[Object: null prototype] {}'],
    [new AggregateError([new Error('IPv6 refused'), new Error('IPv4 refused')], ''), 'IPv6 refused; IPv4 refused'],
    [new DOMException('too late', 'TimeoutError'), 'too late'],
    [runInNewContext('new Error("elsewhere")'), 'elsewhere'],
  ])('of %p is %s', (thrown: unknown, text) => {
    expect(describeError(thrown)).toBe(text);
  });
});
