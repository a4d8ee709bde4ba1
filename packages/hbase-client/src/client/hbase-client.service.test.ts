import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { promisify } from 'node:util';
import { pinnedVersions } from '../../../../services/service-instance.js';
import { HBaseService, newTableName } from '../../test/hbase-service.js';
import { cell, keyOf, rowOf, scanAll } from '../../test/rows.js';
import type { HBaseOptionsInput } from '../options.js';
import { HBaseClient } from './hbase-client.js';

jest.setTimeout(180_000);

const run = promisify(execFile);
const packageFolder = path.resolve(__dirname, '../..');
const MIB = 1024 * 1024;
const SERVER_CELL_LIMIT = 10_485_760;

describe.each(pinnedVersions('hbase'))('HBaseClient and HBase %s', (version) => {
  const service = new HBaseService(`hbase@${version}+client`);
  const connect = (options?: Partial<HBaseOptionsInput>): HBaseClient => service.connect(options);
  let client: HBaseClient;
  let table: string;

  beforeAll(async () => {
    await service.start();
    client = connect();
  });

  afterAll(async () => {
    await service.stop();
  });

  beforeEach(async () => {
    table = newTableName();
    await client.createTable(table, 'cf');
  });

  it('creates a table once, however many ask for it at the same time', async () => {
    const contested = newTableName();
    const clients = [connect(), connect(), connect()];
    expect(await client.tableExists(contested)).toBe(false);

    const outcomes = await Promise.all(clients.map((one) => one.createTable(contested, 'cf')));
    await Promise.all(clients.map((one, index) => one.put(contested, [rowOf(index)])));

    expect(outcomes.sort()).toEqual(['created', 'exists', 'exists']);
    expect(await client.tableExists(`default:${contested}`)).toBe(true);
    expect(await scanAll(client, contested)).toHaveLength(3);
    await Promise.all(clients.map((one) => one.close()));
  });

  it('keeps binary keys and values byte for byte, and in unsigned order', async () => {
    const keys = ['00', '0000', '00ff', '2c', '3a', '7f', '80', 'ff', 'ffff'].map((hex) => Buffer.from(hex, 'hex'));
    keys.push(Buffer.alloc(32_767, 0xff));
    const value = randomBytes(300);
    await client.put(
      table,
      keys.toReversed().map((key) => ({ key, cells: [cell('values', value)] })),
    );

    const rows = await scanAll(client, table, { batchRows: 2 });

    expect(rows.map(({ key }) => key.toString('hex'))).toEqual(keys.map((key) => key.toString('hex')));
    expect(rows.every((row) => row.cells[0]?.value.equals(value))).toBe(true);
    expect(await service.countRows(table)).toBe(keys.length);
  });

  it('reads what the Java client wrote, and Java reads what we wrote', async () => {
    await service.server.client('put', table, 'java', 'cf:values', 'from Java');
    await client.put(table, [{ key: Buffer.from('node'), cells: [cell('values', Buffer.from('from Node'))] }]);

    const row = await client.get(table, Buffer.from('java'));

    expect(row?.cells.map(({ value }) => value.toString())).toEqual(['from Java']);
    expect(await service.server.client('scan', table)).toMatch(/^node\tcf:values\t\d+\tfrom Node$/m);
  });

  it('carries cells of 1 MiB', async () => {
    const rows = Array.from({ length: 24 }, (_, i) => ({ key: keyOf(i), cells: [cell('values', randomBytes(MIB))] }));
    await client.put(table, rows);

    const scanned = await scanAll(client, table);

    expect(scanned).toHaveLength(rows.length);
    for (const { key, cells } of rows) {
      const stored = await client.get(table, key);
      expect(stored?.cells[0]?.value.equals(cells[0]?.value ?? Buffer.alloc(0))).toBe(true);
    }
  });

  it('writes 10,000 rows in one put', async () => {
    await client.put(
      table,
      Array.from({ length: 10_000 }, (_, number) => rowOf(number)),
    );

    expect(await scanAll(client, table)).toHaveLength(10_000);
    expect(await service.countRows(table)).toBe(10_000);
  });

  it('serves writers in several clients at once, each with many single puts under way', async () => {
    const clients = Array.from({ length: 4 }, () => connect());
    await Promise.all(
      clients.flatMap((one, index) =>
        Array.from({ length: 500 }, (_, number) => one.put(table, [rowOf(index * 500 + number)])),
      ),
    );
    await Promise.all(clients.map((one) => one.close()));

    expect(await scanAll(client, table)).toHaveLength(2_000);
  });

  it('scans a part of the rows and of the columns', async () => {
    const key = (number: number): Buffer => Buffer.from([number]);
    await client.put(
      table,
      Array.from({ length: 100 }, (_, i) => ({ key: key(i), cells: [cell('a', key(i)), cell('b', key(i))] })),
    );
    const keysOf = async (range: Parameters<HBaseClient['scan']>[1]): Promise<number[]> =>
      (await scanAll(client, table, range)).map((row) => row.key[0] ?? -1);

    expect(await keysOf({ startKey: key(10), stopKey: key(14), batchRows: 3 })).toEqual([10, 11, 12, 13]);
    expect(await keysOf({ startKey: key(5), stopKey: key(5) })).toEqual([]);
    expect(await keysOf({ startKey: key(97) })).toEqual([97, 98, 99]);
    expect(await keysOf({ limit: 7, batchRows: 3 })).toEqual([0, 1, 2, 3, 4, 5, 6]);
    const [row] = await scanAll(client, table, { limit: 1, columns: [{ family: 'cf', qualifiers: ['b'] }] });
    expect(row?.cells.map(({ family, qualifier }) => `${family}:${qualifier}`)).toEqual(['cf:b']);
    const whole = await client.get(table, key(3), [{ family: 'cf' }]);
    expect(whole?.cells.map(({ qualifier }) => qualifier)).toEqual(['a', 'b']);
  });

  it('deletes rows, known and unknown', async () => {
    await client.put(table, [1, 2, 3].map(rowOf));
    await client.delete(table, [1, 3, 99].map(keyOf));

    expect((await scanAll(client, table)).map(({ key }) => key)).toEqual([keyOf(2)]);
    expect(await client.get(table, keyOf(1))).toBeUndefined();
  });

  it('takes a cell of exactly the server’s limit and refuses a larger one before sending it', async () => {
    const overhead = 24 + 'key'.length + 'cf'.length + 'q'.length;
    const rowWith = (bytes: number) => ({
      key: Buffer.from('key'),
      cells: [cell('q', Buffer.alloc(bytes - overhead))],
    });
    const unlimited = connect({ maxCellBytes: 2 * SERVER_CELL_LIMIT });

    await client.put(table, [rowWith(SERVER_CELL_LIMIT)]);

    await expect(client.put(table, [rowOf(1), rowWith(SERVER_CELL_LIMIT + 1)])).rejects.toMatchObject({
      code: 'HBASE_CELL_TOO_LARGE',
      retry: { kind: 'fatal' },
      unacknowledged: [1],
    });
    // the server draws the line at the same byte
    await expect(unlimited.put(table, [rowWith(SERVER_CELL_LIMIT + 1)])).rejects.toMatchObject({
      code: 'HBASE_REQUEST_REJECTED',
      exceptionClass: 'org.apache.hadoop.hbase.DoNotRetryIOException',
    });
    await unlimited.close();
  });

  it('says at once what no retry can mend', async () => {
    const bad = { key: Buffer.from('k'), cells: [cell('q', Buffer.from('v'), 'nope')] };
    const good = rowOf(1);

    await expect(client.put(table, [bad])).rejects.toMatchObject({
      code: 'HBASE_FAMILY_NOT_FOUND',
      unacknowledged: [0],
    });
    await expect(client.put('no_such_table', [good])).rejects.toMatchObject({ code: 'HBASE_TABLE_NOT_FOUND' });
    await expect(client.createTable('no_such_namespace:t', 'cf')).rejects.toMatchObject({
      code: 'HBASE_NAMESPACE_NOT_FOUND',
    });
    await service.server.client('disable', table);
    await expect(client.createTable(table, 'cf')).rejects.toMatchObject({ code: 'HBASE_TABLE_DISABLED' });
    const hasty = connect({ operationTimeoutMs: 1_000 });
    await expect(hasty.put(table, [good])).rejects.toMatchObject({ code: 'HBASE_REGION_UNAVAILABLE' });
    await hasty.close();
  });

  it('finds the server when the first hosts of the quorum are dead', async () => {
    const quorum = `127.0.0.1:1,no-such-host.invalid,${service.address.quorum}:${service.address.clientPort}`;
    const patient = connect({ quorum });

    expect(await patient.tableExists(table)).toBe(true);
    await patient.close();
  });

  it.each([
    ['nobody listens at the port', { clientPort: 1 }, 'HBASE_ZOOKEEPER_UNREACHABLE'],
    ['the host has no address', { quorum: 'no-such-host.invalid' }, 'HBASE_ZOOKEEPER_UNREACHABLE'],
    ['the root node is another', { znodeParent: '/elsewhere' }, 'HBASE_ZNODE_MISSING'],
  ])('tells within ten seconds that %s', async (_, options, code) => {
    const lost = new HBaseClient({ ...service.address, ...options });
    const startedAt = performance.now();

    await expect(lost.put(table, [rowOf(1)])).rejects.toMatchObject({ code });

    expect(performance.now() - startedAt).toBeLessThan(10_000);
    await lost.close();
  });

  it('ends what is under way when it is closed, and lets the process end', async () => {
    const closing = connect();
    const put = closing.put(
      table,
      Array.from({ length: 10_000 }, (_, number) => rowOf(number)),
    );
    await Promise.all([expect(put).rejects.toMatchObject({ code: 'HBASE_CLIENT_CLOSED' }), closing.close()]);
    await expect(closing.tableExists(table)).rejects.toMatchObject({ code: 'HBASE_CLIENT_CLOSED' });

    // another process uses the built package
    await run(process.execPath, [require.resolve('typescript/bin/tsc'), '-b', packageFolder]);
    const script = `
      const { HBaseClient } = require(${JSON.stringify(path.join(packageFolder, 'dist/index.js'))});
      const client = new HBaseClient(${JSON.stringify(service.address)});
      client.tableExists('${table}').then(async (exists) => { await client.close(); console.log(exists); });`;
    const { stdout } = await run(process.execPath, ['-e', script], { timeout: 120_000 });
    expect(stdout.trim()).toBe('true');
  });
});
