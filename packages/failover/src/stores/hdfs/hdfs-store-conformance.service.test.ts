import { Parameters, stderrLogger, systemClock } from '@weir/core';
import { describeDeadLetterStore } from '@weir/testing';
import { randomBytes } from 'node:crypto';
import { pinnedVersions, ServiceInstance } from '../../../../../services/service-instance.js';
import { createStore } from '../create-store.js';
import { resolveFailover } from '../../options.js';

describe.each(pinnedVersions('hdfs'))('HDFS %s', (version) => {
  const server = new ServiceInstance(`hdfs@${version}`);

  describeDeadLetterStore('hdfs', async () => {
    const { WEIR_HDFS_WEBHDFS = '', WEIR_HDFS_USER = '', WEIR_HDFS_PATH = '' } = await server.start();
    const entries = Parameters.of({
      storage: 'hdfs',
      'hdfs.namenode': WEIR_HDFS_WEBHDFS,
      'hdfs.user': WEIR_HDFS_USER,
      'hdfs.path': `${WEIR_HDFS_PATH}/${randomBytes(6).toString('hex')}`,
      'hdfs.format': 'yyyy-MM-dd/HH',
    }).entries();
    const open = () =>
      createStore(resolveFailover(entries, 'http.sink.failover'), { clock: systemClock, logger: stderrLogger });
    return { store: open(), reopen: () => Promise.resolve(open()), destroy: () => Promise.resolve() };
  });
});
