import { Parameters, stderrLogger, systemClock } from '@weir/core';
import { describeServerStore } from '@weir/testing';
import { randomBytes } from 'node:crypto';
import { pinnedVersions, ServiceInstance } from '../../../../../services/service-instance.js';
import { LetterWriters } from '../../../test/letter-writer.js';
import { createStore } from '../create-store.js';
import { resolveFailover } from '../../options.js';

const writers = new LetterWriters();
beforeAll(() => writers.build(), 300_000);
afterAll(() => {
  writers.stop();
});

describe.each(pinnedVersions('hdfs'))('HDFS %s', (version) => {
  const server = new ServiceInstance(`hdfs@${version}+conformance`);
  afterAll(() => server.stop());

  describeServerStore('hdfs', async () => {
    const { WEIR_HDFS_WEBHDFS = '', WEIR_HDFS_USER = '', WEIR_HDFS_PATH = '' } = await server.start();
    const values = {
      storage: 'hdfs',
      'hdfs.namenode': WEIR_HDFS_WEBHDFS,
      'hdfs.user': WEIR_HDFS_USER,
      'hdfs.path': `${WEIR_HDFS_PATH}/${randomBytes(6).toString('hex')}`,
      'hdfs.format': 'yyyy-MM-dd/HH',
    };
    const config = resolveFailover(Parameters.of(values).entries(), 'http.sink.failover');
    const open = () => createStore(config, { clock: systemClock, logger: stderrLogger });
    return {
      store: open(),
      reopen: () => Promise.resolve(open()),
      destroy: () => Promise.resolve(),
      restartServer: () => server.restart(),
      startWriter: (letters) => writers.start(values, letters),
    };
  });
});
