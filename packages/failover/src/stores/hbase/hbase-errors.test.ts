import { WeirError } from '@weir/core';
import { HBaseError } from '@weir/hbase-client';
import { isMissingTable, isTransient, storeUnavailable } from './hbase-errors.js';

const denied = new HBaseError({
  code: 'HBASE_ACCESS_DENIED',
  message: 'put into record: AccessDeniedException: Insufficient permissions',
  retry: { kind: 'fatal' },
});

it('names the place, the problem, the remedy and the cause', () => {
  const error = storeUnavailable('written', 'zk1:2181:/hbase', denied);
  expect(error).toMatchObject({
    code: 'LETTER_STORE_UNAVAILABLE',
    cause: denied,
    details: { place: 'zk1:2181:/hbase', cause: 'HBASE_ACCESS_DENIED' },
  });
  expect(error.message).toMatch(
    /in zk1:2181:\/hbase cannot be written: .*Insufficient permissions\. Grant .*failover\.hbase\.auth\.user/,
  );
});

it('gives back an error that has a code of ours', () => {
  const error = new WeirError('LETTER_STORE_CORRUPT', 'unreadable');
  expect(storeUnavailable('read', 'zk1:2181:/hbase', error)).toBe(error);
});

it('tells what may succeed later from what cannot', () => {
  const away = new HBaseError({ code: 'HBASE_CONNECTION_LOST', message: 'gone', retry: { kind: 'retry' } });
  expect([away, denied, new Error('bug')].map(isTransient)).toEqual([true, false, false]);
});

it('knows a missing table', () => {
  const missing = new HBaseError({ code: 'HBASE_TABLE_NOT_FOUND', message: 'no table', retry: { kind: 'fatal' } });
  expect([missing, denied].map(isMissingTable)).toEqual([true, false]);
});
