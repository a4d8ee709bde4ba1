import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runLocal } from '@weir/runner-local';
import { MemoryLogger, startEndpoint } from '@weir/testing';
import type { JobResult } from '@weir/core';
import BirdStrikes from '../../../examples/real-records/job.js';
import { ServiceInstance } from '../../../services/service-instance.js';
import { runBeam } from './run-beam.js';

jest.setTimeout(180_000);

const prism = new ServiceInstance('prism').start();
const flink = new ServiceInstance('flink').start();
const jobModule = require.resolve('../../../examples/real-records/job.js');
const logger = new MemoryLogger();

/** One for all runs: idempotency keys are made of the URL too. */
let port = 0;

type Run = (args: Readonly<Record<string, string>>) => Promise<JobResult>;

/** Runs the example against an endpoint that refuses every 50th record; gives its ledger and what the endpoint got. */
async function runExample(run: Run): Promise<{ ledger: unknown; keys: readonly string[] }> {
  const directory = mkdtempSync(join(tmpdir(), 'weir-beam-'));
  const endpoint = await startEndpoint({
    script: ({ target }) => (Number(target.replace(/\D/g, '')) % 50 === 0 ? 404 : 200),
    port,
    keep: 'identities',
    identify: ({ method, target, headers }) => `${method} ${target} ${headers['idempotency-key'] ?? ''}`,
  });
  port = Number(new URL(endpoint.url).port);
  try {
    const { ledger } = await run({ 'target.url': endpoint.url, 'http.sink.failover.file.path': directory });
    return { ledger, keys: [...endpoint.ledger.identities.keys()].sort() };
  } finally {
    await endpoint.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

const onEngine =
  (endpoint: string | undefined): Run =>
  (args) =>
    runBeam({ endpoint: endpoint ?? '', jobModule, args, logger });

test('the example sends the same requests with the same idempotency keys on every runner', async () => {
  const local = await runExample((args) => runLocal(BirdStrikes, { args, logger }));
  expect(local.keys).toHaveLength(10_000);
  for (const endpoint of [(await prism)['WEIR_PRISM_ENDPOINT'], (await flink)['WEIR_FLINK_ENDPOINT']]) {
    const { ledger, keys } = await runExample(onEngine(endpoint));
    expect(ledger).toEqual(local.ledger);
    expect(keys.filter((key, i) => key !== local.keys[i])).toEqual([]);
  }
});
