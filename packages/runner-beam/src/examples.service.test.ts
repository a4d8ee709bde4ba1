import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runLocal } from '@weir/runner-local';
import { MemoryLogger, startEndpoint } from '@weir/testing';
import type { JobClass, JobResult, Ledger } from '@weir/core';
import HttpSinkApp from '../../../examples/http-connector/job.js';
import BirdStrikes from '../../../examples/real-records/job.js';
import { ServiceInstance } from '../../../services/service-instance.js';
import { runBeam } from './run-beam.js';

jest.setTimeout(180_000);

const prism = new ServiceInstance('prism').start();
const flink = new ServiceInstance('flink').start();
const logger = new MemoryLogger();

type Args = Readonly<Record<string, string>>;
type Run = (example: Example, args: Args) => Promise<JobResult>;

/** A job of `examples/`, as its documentation says that it is run, and how many records it has. */
interface Example {
  readonly job: JobClass;
  readonly jobModule: string;
  readonly conf?: string;
  readonly records: number;
  /** Where its endpoint listens in every run: idempotency keys are made of the URL too. */
  port: number;
  args(url: string): Args;
}

const examples: Readonly<Record<string, Example>> = {
  'real records': {
    job: BirdStrikes,
    jobModule: require.resolve('../../../examples/real-records/job.js'),
    records: 10_000,
    port: 0,
    args: (url) => ({ 'target.url': url }),
  },
  "the connector document's job": {
    job: HttpSinkApp,
    jobModule: require.resolve('../../../examples/http-connector/job.js'),
    conf: join(__dirname, '../../../examples/http-connector/application.yml'),
    records: 1_000,
    // The job has it in its URL.
    port: 8080,
    // Not its MySQL, and more time than 100 ms for a machine that is busy.
    args: () => ({ 'http.sink.failover.storage': 'file', 'http.sink.threshold.timeout': '5s' }),
  },
};

/** Runs the example against an endpoint that refuses every 50th record; gives its ledger and what the endpoint got. */
async function runExample(example: Example, run: Run): Promise<{ ledger: Ledger; keys: readonly string[] }> {
  const directory = mkdtempSync(join(tmpdir(), 'weir-beam-'));
  const endpoint = await startEndpoint({
    script: ({ target }) => (Number(/\d+/.exec(target)?.[0]) % 50 === 0 ? 404 : 200),
    port: example.port,
    keep: 'identities',
    identify: ({ method, target, headers }) => `${method} ${target} ${headers['idempotency-key'] ?? ''}`,
  });
  example.port = Number(new URL(endpoint.url).port);
  try {
    const args = { ...example.args(endpoint.url), 'http.sink.failover.file.path': directory };
    const { ledger } = await run(example, args);
    return { ledger, keys: [...endpoint.ledger.identities.keys()].sort() };
  } finally {
    await endpoint.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

const locally: Run = ({ job, conf }, args) => runLocal(job, { ...(conf && { conf }), args, logger });

const onEngine =
  (endpoint = ''): Run =>
  ({ jobModule, conf }, args) =>
    runBeam({ endpoint, jobModule, ...(conf && { conf }), args, logger });

test.each(Object.entries(examples))(
  '%s: the same ledger, and the same requests with the same idempotency keys, on every runner',
  async (_, example) => {
    const local = await runExample(example, locally);
    const deadLettered = example.records / 50;
    const [accepted, delivered] = [example.records, example.records - deadLettered];
    expect(local.ledger).toEqual({ accepted, delivered, deadLettered, held: 0 });
    expect(local.keys).toHaveLength(example.records);
    for (const endpoint of [(await prism)['WEIR_PRISM_ENDPOINT'], (await flink)['WEIR_FLINK_ENDPOINT']]) {
      const { ledger, keys } = await runExample(example, onEngine(endpoint));
      expect(ledger).toEqual(local.ledger);
      expect(keys.filter((key, i) => key !== local.keys[i])).toEqual([]);
    }
  },
);
