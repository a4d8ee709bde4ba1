import { answer, FakeCluster, LEFT_OUT, type MultiScript } from '../../test/fake-cluster.js';
import { FakeServer } from '../../test/fake-server.js';
import { ConnectionPool } from '../rpc/connection-pool.js';
import { multiMethod } from '../protocol/methods.js';
import type { RowToPut } from './row.js';

const MOVED = 'org.apache.hadoop.hbase.exceptions.RegionMovedException';
const BUSY = 'org.apache.hadoop.hbase.RegionTooBusyException';
const NO_FAMILY = 'org.apache.hadoop.hbase.regionserver.NoSuchColumnFamilyException';
const DENIED = 'org.apache.hadoop.hbase.security.AccessDeniedException';

const row = (key: string, bytes = 1): RowToPut => ({
  key: Buffer.from(key),
  cells: [{ family: 'cf', qualifier: 'q', value: Buffer.alloc(bytes) }],
});
const rows = (...keys: string[]): RowToPut[] => keys.map((key) => row(key));

/** Fails the rows whose key is listed, the first time they come. */
const failingOnce = (failures: Readonly<Record<string, string>>): MultiScript => {
  const failed = new Set<string>();
  return (keys) =>
    keys.map((key) => {
      if (failed.has(key)) return undefined;
      failed.add(key);
      return failures[key];
    });
};

describe('a Multi that fails in part', () => {
  it('is sent again with the failed rows only, and the region is looked up again where it has moved', async () => {
    await using cluster = new FakeCluster(failingOnce({ b: BUSY, c: MOVED }));
    await using client = await cluster.connect();

    await client.put('t', rows('a', 'b', 'c', 'd'));

    expect(cluster.multis).toEqual([
      ['a', 'b', 'c', 'd'],
      ['b', 'c'],
    ]);
    expect([...cluster.rows].sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(cluster.metaScans).toBe(2);
  });

  it('says which rows no server has acknowledged when one of them is bad', async () => {
    await using cluster = new FakeCluster(failingOnce({ b: NO_FAMILY, c: BUSY }));
    await using client = await cluster.connect();

    await expect(client.put('t', rows('a', 'b', 'c'))).rejects.toMatchObject({
      code: 'HBASE_FAMILY_NOT_FOUND',
      unacknowledged: [1, 2],
    });
  });

  it('does not take silence about a row for an acknowledgement', async () => {
    await using cluster = new FakeCluster(failingOnce({ b: LEFT_OUT }));
    await using client = await cluster.connect();

    await client.put('t', rows('a', 'b', 'c'));

    expect(cluster.multis).toEqual([['a', 'b', 'c'], ['b']]);
  });
});

describe('a server that fails', () => {
  it('is connected to again when it hangs up in the middle of a call', async () => {
    await using cluster = new FakeCluster((keys, attempt) => (attempt === 1 ? 'hang up' : keys.map(() => undefined)));
    await using client = await cluster.connect();

    await client.put('t', rows('a', 'b'));

    expect(cluster.multis).toHaveLength(2);
    expect(cluster.server.connections).toBe(2);
  });

  it('is connected to again when it goes silent', async () => {
    await using cluster = new FakeCluster((keys, attempt) => (attempt === 1 ? 'silence' : keys.map(() => undefined)));
    await using client = await cluster.connect({ rpcTimeoutMs: 100 });

    await client.put('t', rows('a'));

    expect(cluster.multis).toHaveLength(2);
    expect(cluster.server.connections).toBe(2);
  });

  it('ends an operation in time when it stays silent', async () => {
    await using cluster = new FakeCluster(() => 'silence');
    await using client = await cluster.connect({ rpcTimeoutMs: 50, operationTimeoutMs: 300 });

    await expect(client.put('t', rows('a'))).rejects.toMatchObject({ code: 'HBASE_CALL_TIMEOUT', unacknowledged: [0] });
  });

  it('is named when it demands more than simple authentication', async () => {
    // what HBase 2.6 sends, on call -1, before it closes the connection
    const refusal = answer(0xffffffff, Buffer.alloc(0), {
      exceptionClassName: DENIED,
      stackTrace: `${DENIED}: Authentication is required`,
      doNotRetry: true,
    });
    await using secured = new FakeServer((socket) => socket.end(refusal));
    const address = await secured.listen();
    const pool = new ConnectionPool({
      user: 'tester',
      rpcTimeoutMs: 1_000,
      connectTimeoutMs: 1_000,
      maxCallsInFlight: 1,
      signal: new AbortController().signal,
    });

    await expect(pool.call(address, multiMethod, { regionAction: [] })).rejects.toMatchObject({
      code: 'HBASE_AUTHENTICATION_REQUIRED',
      retry: { kind: 'fatal' },
      message: expect.stringContaining('not Kerberos') as string,
    });
  });
});

describe('many operations at once', () => {
  it('share one look-up of a region and keep to the calls in flight that a connection may have', async () => {
    await using cluster = new FakeCluster();
    await using client = await cluster.connect({ maxCallsInFlight: 5 });

    await Promise.all(Array.from({ length: 200 }, (_, number) => client.put('t', rows(`row ${number}`))));

    expect(cluster.rows.size).toBe(200);
    expect(cluster.metaScans).toBe(1);
    expect(cluster.maxUnanswered).toBeLessThanOrEqual(5);
    expect(cluster.server.connections).toBe(1);
  });

  it('travel in requests of limited size, a row beyond it alone', async () => {
    await using cluster = new FakeCluster();
    await using client = await cluster.connect({ maxRequestBytes: 1_000 });

    await client.put('t', [row('a', 300), row('b', 300), row('c', 300), row('big', 5_000), row('d', 300)]);

    expect(cluster.multis).toEqual([['a', 'b'], ['c'], ['big'], ['d']]);
  });
});
