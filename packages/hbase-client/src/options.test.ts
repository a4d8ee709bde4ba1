import { resolveOptions } from './options.js';

describe('resolveOptions', () => {
  it('takes the quorum apart: ports where they are named, clientPort elsewhere, IPv6 in brackets', () => {
    const { quorum } = resolveOptions({ quorum: 'zk1, zk2:2182,[::1]:2183,10.0.0.1', clientPort: 2200 });

    expect(quorum).toEqual([
      { host: 'zk1', port: 2200 },
      { host: 'zk2', port: 2182 },
      { host: '::1', port: 2183 },
      { host: '10.0.0.1', port: 2200 },
    ]);
  });

  it('needs nothing but the quorum', () => {
    expect(resolveOptions({ quorum: 'zk' })).toMatchObject({
      quorum: [{ host: 'zk', port: 2181 }],
      znodeParent: '/hbase',
      maxCellBytes: 10_485_760,
    });
  });

  it.each([
    [{ quorum: '' }, /quorum/],
    [{ quorum: 'zk1,,zk2' }, /quorum: "" is not a host/],
    [{ quorum: 'zk1:99999' }, /quorum: "zk1:99999"/],
    [{ quorum: 'http://zk1' }, /quorum: "http:\/\/zk1"/],
    [{ quorum: 'zk', clientPort: 0 }, /clientPort/],
    [{ quorum: 'zk', znodeParent: 'hbase' }, /znodeParent: must begin with \//],
    [{ quorum: 'zk', rpcTimeout: 1 }, /rpcTimeout/],
  ])('refuses %j and names the key', (options, message) => {
    expect(() => resolveOptions(options)).toThrow(expect.objectContaining({ code: 'HBASE_OPTIONS_INVALID' }) as Error);
    expect(() => resolveOptions(options)).toThrow(message);
  });
});
