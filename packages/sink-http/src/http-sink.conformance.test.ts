import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Parameters } from '@weir/core';
import { describeSink, startEndpoint } from '@weir/testing';
import { HttpMethodSink } from './http-method-sink.js';
import type { HttpRecord } from './request/http-request.js';

describeSink<HttpRecord>('HTTP', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'weir-sink-'));
  const endpoint = await startEndpoint({ keep: 'identities' });
  const parts = { method: 'POST', headers: {}, config: {}, axios: undefined, onOutcome: undefined };
  return {
    sink: new HttpMethodSink(parts),
    parameters: Parameters.of({
      'http.sink.threshold.queueCapacity': 200,
      'http.sink.threshold.timeout': 30_000,
      'http.sink.failover.file.path': directory,
    }),
    capacity: 200,
    record: (i) => `${endpoint.url}/record/${i}`,
    stall: () => {
      endpoint.setScript({ kind: 'held', then: { kind: 'status', status: 200 } });
    },
    resume: () => {
      endpoint.setScript(200);
      endpoint.release();
    },
    taken: () => [...endpoint.ledger.identities.values()].filter(({ taken }) => taken > 0).length,
    destroy: async () => {
      await endpoint.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
});
