import { pinnedVersions } from '../../../../services/service-instance.js';
import { HBaseService, newTableName } from '../../test/hbase-service.js';
import { keyOf, scanAll } from '../../test/rows.js';
import { SteadyWriters } from '../../test/steady-writers.js';
import type { HBaseClient } from './hbase-client.js';

jest.setTimeout(300_000);

describe.each(pinnedVersions('hbase'))('writing while HBase %s changes', (version) => {
  const service = new HBaseService(`hbase@${version}+recovery`);
  let client: HBaseClient;
  let table: string;
  let writers: SteadyWriters;

  beforeAll(async () => {
    await service.start();
  });

  afterAll(async () => {
    await service.stop();
  });

  beforeEach(async () => {
    client = service.connect();
    table = newTableName();
    await client.createTable(table, 'cf');
    writers = new SteadyWriters(client, table, 4);
  });

  afterEach(async () => {
    await client.close();
  });

  async function expectEveryRow(): Promise<void> {
    const written = [...writers.acknowledged].map((number) => keyOf(number).toString('hex')).sort();
    const scanned = (await scanAll(client, table)).map(({ key }) => key.toString('hex'));
    const counted = await service.countRows(table);
    expect(scanned).toEqual(written);
    expect(counted).toBe(written.length);
  }

  it('loses no row when its regions split under the writers', async () => {
    await writers.moreRows(2_000);
    await service.server.client('split', table, '\\x80');
    await writers.moreRows(2_000);
    await writers.stop();
    await expectEveryRow();
  });

  it('loses no acknowledged row when the server is killed and comes back, and moves to other ports', async () => {
    await service.server.client('split', table, '\\x80');
    await writers.moreRows(2_000);
    await service.server.kill();
    await service.server.start();
    await writers.moreRows(2_000);
    await service.server.move();
    await writers.moreRows(2_000);
    await writers.stop();
    await expectEveryRow();
  });

  it('follows regions that are closed and opened again', async () => {
    await writers.moreRows(1_000);
    await service.server.client('move', table);
    await writers.moreRows(1_000);
    await writers.stop();
    await expectEveryRow();
  });
});
