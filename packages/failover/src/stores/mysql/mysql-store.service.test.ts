import { systemClock } from '@weir/core';
import { describeDeadLetterStore } from '@weir/testing';
import { randomUUID } from 'node:crypto';
import { openStore } from '../../open-store.js';
import { resolveFailover } from '../../options.js';
import { Parameters } from '@weir/core';

const url = process.env.WEIR_MYSQL_URL ?? '';
describeDeadLetterStore('mysql', async () => {
  const table = `letters_${randomUUID().slice(0, 8)}`;
  const open = () => openStore(resolveFailover(Parameters.of({ table, storage: 'mysql', 'jdbc.jdbcUrl': url }).entries(), 'http.sink.failover'), { clock: systemClock });
  return { store: open(), reopen: async () => open(), destroy: async () => undefined };
});
