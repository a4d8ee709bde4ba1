import { classifyException } from './classify-exception.js';

const classify = (className: string, doNotRetry?: boolean) =>
  classifyException(
    {
      className,
      stackTrace: `${className}: because\n\tat Some.java:1`,
      ...(doNotRetry === undefined ? {} : { doNotRetry }),
    },
    'table t',
  );

describe('classifyException', () => {
  it.each([
    [
      'org.apache.hadoop.hbase.NotServingRegionException',
      'HBASE_REGION_UNAVAILABLE',
      { kind: 'relocate', forget: 'region' },
    ],
    [
      'org.apache.hadoop.hbase.exceptions.RegionMovedException',
      'HBASE_REGION_UNAVAILABLE',
      { kind: 'relocate', forget: 'region' },
    ],
    [
      'org.apache.hadoop.hbase.regionserver.WrongRegionException',
      'HBASE_REGION_UNAVAILABLE',
      { kind: 'relocate', forget: 'region' },
    ],
    [
      'org.apache.hadoop.hbase.regionserver.RegionServerStoppedException',
      'HBASE_SERVER_NOT_READY',
      { kind: 'relocate', forget: 'server' },
    ],
    [
      'org.apache.hadoop.hbase.ipc.ServerNotRunningYetException',
      'HBASE_SERVER_NOT_READY',
      { kind: 'relocate', forget: 'server' },
    ],
    ['org.apache.hadoop.hbase.RegionTooBusyException', 'HBASE_SERVER_BUSY', { kind: 'retry' }],
    ['org.apache.hadoop.hbase.CallQueueTooBigException', 'HBASE_SERVER_BUSY', { kind: 'retry' }],
    ['org.apache.hadoop.hbase.quotas.RpcThrottlingException', 'HBASE_SERVER_BUSY', { kind: 'retry' }],
    ['org.apache.hadoop.hbase.regionserver.NoSuchColumnFamilyException', 'HBASE_FAMILY_NOT_FOUND', { kind: 'fatal' }],
    ['org.apache.hadoop.hbase.security.AccessDeniedException', 'HBASE_ACCESS_DENIED', { kind: 'fatal' }],
    ['org.apache.hadoop.hbase.DoNotRetryIOException', 'HBASE_REQUEST_REJECTED', { kind: 'fatal' }],
  ])('knows %s', (className, code, retry) => {
    expect(classify(className)).toMatchObject({ code, retry, exceptionClass: className });
  });

  it('follows a known class rather than do_not_retry, and do_not_retry for a class it does not know', () => {
    expect(classify('org.apache.hadoop.hbase.NotServingRegionException', true).retry.kind).toBe('relocate');
    expect(classify('com.example.NewException', true)).toMatchObject({
      code: 'HBASE_REQUEST_REJECTED',
      retry: { kind: 'fatal' },
    });
    expect(classify('com.example.NewException', false)).toMatchObject({
      code: 'HBASE_SERVER_FAILED',
      retry: { kind: 'relocate' },
    });
  });

  it('tells the first line of the stack trace, with the short name of the class', () => {
    expect(classify('org.apache.hadoop.hbase.PleaseHoldException').message).toBe(
      'table t: PleaseHoldException: because',
    );
  });
});
