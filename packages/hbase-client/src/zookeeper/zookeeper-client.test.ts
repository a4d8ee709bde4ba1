import { FakeServer } from '../../test/fake-server.js';
import { asZNode, fakeZooKeeper } from '../../test/fake-zookeeper.js';
import { unwrapZNode } from './znode-payload.js';
import { ZooKeeperClient } from './zookeeper-client.js';

describe('ZooKeeperClient', () => {
  const limits = { timeoutMs: 200, signal: new AbortController().signal };
  const message = Buffer.from('message');

  it('asks the next host when one refuses, hangs up, is silent or is no ZooKeeper, and begins with the good one next time', async () => {
    await using good = fakeZooKeeper({ '/hbase/master': asZNode(message) });
    await using silent = new FakeServer(() => undefined);
    await using hangingUp = new FakeServer((socket) => socket.destroy());
    await using web = new FakeServer((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const bad = await Promise.all([silent.listen(), hangingUp.listen(), web.listen()]);
    const client = new ZooKeeperClient([{ host: '127.0.0.1', port: 1 }, ...bad, await good.listen()], limits);

    expect(unwrapZNode(await client.read('/hbase/master'), '')).toEqual(message);
    expect(unwrapZNode(await client.read('/hbase/master'), '')).toEqual(message);
    expect([silent, hangingUp, web, good].map(({ connections }) => connections)).toEqual([1, 1, 1, 2]);
  });

  it('names every host and its reason when none answers', async () => {
    await using silent = new FakeServer(() => undefined);
    const address = await silent.listen();
    const client = new ZooKeeperClient([{ host: '127.0.0.1', port: 1 }, address], limits);

    await expect(client.read('/hbase/master')).rejects.toMatchObject({
      code: 'HBASE_ZOOKEEPER_UNREACHABLE',
      retry: { kind: 'retry' },
      message: expect.stringMatching(
        new RegExp(`127.0.0.1:1: .*ECONNREFUSED.*; 127.0.0.1:${address.port}: no answer within 200 ms`),
      ) as string,
    });
  });

  it('names the node that is missing, which other hosts would not have either', async () => {
    await using one = fakeZooKeeper({});
    await using other = fakeZooKeeper({});
    const client = new ZooKeeperClient([await one.listen(), await other.listen()], limits);

    await expect(client.read('/elsewhere/master')).rejects.toMatchObject({
      code: 'HBASE_ZNODE_MISSING',
      message: expect.stringContaining('/elsewhere/master') as string,
    });
    expect(other.connections).toBe(0);
  });
});

describe('unwrapZNode', () => {
  it.each(['', '00', 'ff000000', 'ff7fffffff50425546', Buffer.from('standalone').toString('hex')])(
    'refuses what HBase has not written: %s',
    (hex) => {
      expect(() => unwrapZNode(Buffer.from(hex, 'hex'), '/kafka')).toThrow(/\/kafka.*zookeeper\.znode\.parent/);
    },
  );
});
