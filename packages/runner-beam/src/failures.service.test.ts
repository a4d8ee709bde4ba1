import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryLogger } from '@weir/testing';
import { ServiceInstance } from '../../../services/service-instance.js';
import type * as jobs from '../test/jobs.js';
import type { BeamRunOptions } from './options.js';
import { runBeam, startBeam } from './run-beam.js';
import { startWorkerPool } from './worker/worker-pool.js';

jest.setTimeout(120_000);

const prism = new ServiceInstance('prism').start();
const flink = new ServiceInstance('flink').start();
/** Killed by a test, so nobody else uses it. */
const crashing = new ServiceInstance('prism+runner-beam');

const jobModule = require.resolve('../test/jobs.js');
const logger = new MemoryLogger();
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'weir-beam-'));
});

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

afterAll(() => crashing.stop());

type RunOptions = Partial<BeamRunOptions> & { readonly exportName?: keyof typeof jobs };

const run = (options: RunOptions): Promise<unknown> => runBeam({ endpoint: '', jobModule, logger, ...options });

const onFlink = async (options: RunOptions): Promise<unknown> =>
  run({ endpoint: (await flink)['WEIR_FLINK_ENDPOINT'] ?? '', ...options });

const onPrism = async (options: RunOptions): Promise<unknown> =>
  run({ endpoint: (await prism)['WEIR_PRISM_ENDPOINT'] ?? '', ...options });

test('no server at the endpoint', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  server.close();
  await expect(run({ endpoint, exportName: 'Endless' })).rejects.toMatchObject({
    code: 'BEAM_UNAVAILABLE',
    message: expect.stringContaining(`No Beam job service answers at ${endpoint}`) as unknown,
  });
});

test("the port of Flink's REST instead of the job service", async () => {
  const endpoint = new URL((await flink)['WEIR_FLINK_REST'] ?? '').host;
  await expect(run({ endpoint, exportName: 'Endless' })).rejects.toMatchObject({
    code: 'BEAM_UNAVAILABLE',
    message: expect.stringContaining("not that of Flink's REST") as unknown,
  });
});

test('a source that can be read only once is refused before anything is submitted', async () => {
  await expect(run({ endpoint: 'nowhere:1', exportName: 'ReadOnce' })).rejects.toMatchObject({
    code: 'BEAM_UNSUPPORTED',
    message: expect.stringContaining('source "iterable" can be read only once') as unknown,
  });
});

test('a parameter or an option that is not JSON', async () => {
  const fn = (): number => 1;
  const given = { endpoint: 'nowhere:1', exportName: 'Endless' } as const;
  await expect(run({ ...given, args: { 'a.b': fn } })).rejects.toMatchObject({ code: 'CONFIG_INVALID_VALUE' });
  const pipelineOptions = { labels: { a: fn } } as unknown as NonNullable<BeamRunOptions['pipelineOptions']>;
  await expect(run({ ...given, pipelineOptions })).rejects.toMatchObject({
    code: 'CONFIG_INVALID_VALUE',
    message: expect.stringContaining('pipeline option beam:option:labels:v1 is or contains a function') as unknown,
  });
});

describe('a worker pool elsewhere is asked before anything is submitted', () => {
  test('it has not the job module', async () => {
    const source = join(directory, 'vanishing.cjs');
    writeFileSync(source, vanishingModule(require.resolve('@weir/core')));
    await inPool({ jobModule: source }, (address) => ({
      code: 'JOB_FILE_MISSING',
      message: expect.stringMatching(`The worker pool at ${address} cannot run the job.*vanishing.cjs`) as unknown,
    }));
  });

  test('it draws another graph', async () => {
    await inPool({ exportName: 'Restless' }, () => ({ code: 'BEAM_GRAPH_DIFFERS' }));
  });

  test('it can draw the job', async () => {
    await inPool({ exportName: 'Endless' }, () => submitted);
  });

  test('only the engine can reach it', async () => {
    const environment = { kind: 'external', address: '127.0.0.1:1' } as const;
    await expect(run({ endpoint: nobody, exportName: 'Endless', environment })).rejects.toMatchObject(submitted);
  });

  test('a pool on the loopback interface is another one than that of an engine elsewhere', async () => {
    const elsewhere = 'nowhere.invalid:1';
    await inPool({ endpoint: elsewhere, exportName: 'Restless' }, () => ({ code: 'BEAM_UNAVAILABLE' }));
  });

  const nobody = 'localhost:1';
  const submitted = { code: 'BEAM_UNAVAILABLE', message: expect.stringContaining(nobody) as unknown };

  async function inPool(options: RunOptions, errorOf: (address: string) => object): Promise<void> {
    const pool = await startWorkerPool({ port: 0, logger });
    const environment = { kind: 'external', address: pool.address } as const;
    try {
      const running = run({ endpoint: nobody, environment, ...options });
      await expect(running).rejects.toMatchObject(errorOf(pool.address));
    } finally {
      await pool.close();
    }
  }
});

// Flink would start them 20 times.
describe.each([
  ['Prism', onPrism],
  ['Flink', onFlink],
])('on %s', (_, on) => {
  test('a worker that draws another graph', async () => {
    await expect(on({ exportName: 'Restless' })).rejects.toMatchObject({
      code: 'JOB_FAILED',
      cause: { code: 'BEAM_GRAPH_DIFFERS' },
    });
  });

  test('a worker without the job module', async () => {
    const source = join(directory, 'vanishing.cjs');
    writeFileSync(source, vanishingModule(require.resolve('@weir/core')));
    await expect(on({ jobModule: source })).rejects.toMatchObject({
      code: 'JOB_FAILED',
      cause: { code: 'JOB_FILE_MISSING', message: expect.stringContaining(source) as unknown },
    });
  });
});

test('a job server that is killed while the job runs', async () => {
  const endpoint = (await crashing.start())['WEIR_PRISM_ENDPOINT'] ?? '';
  const job = await startBeam({ endpoint, jobModule, exportName: 'Endless', logger });
  const lost = expect(job.result).rejects.toMatchObject({ code: 'BEAM_JOB_LOST' });
  await crashing.kill();
  await lost;
});

test('a job server that was started anew does not know the job', async () => {
  const endpoint = (await crashing.start())['WEIR_PRISM_ENDPOINT'] ?? '';
  const job = await startBeam({ endpoint, jobModule, exportName: 'Endless', logger });
  const lost = expect(job.result).rejects.toMatchObject({ code: 'BEAM_JOB_LOST' });
  await crashing.kill();
  await crashing.start();
  await lost;
});

test('a job that is cancelled ends as cancelled', async () => {
  const endpoint = (await prism)['WEIR_PRISM_ENDPOINT'] ?? '';
  const job = await startBeam({ endpoint, jobModule, exportName: 'Endless', logger });
  await job.cancel();
  expect(await job.result).toMatchObject({ state: 'cancelled' });
});

/** A module that is gone once it was imported. */
function vanishingModule(core: string): string {
  return `
    const { StreamingJob } = require(${JSON.stringify(core)});
    require('node:fs').rmSync(__filename);
    exports.default = class Vanishing extends StreamingJob {
      handle(context) {
        context.fromElements(1).addSink({ name: 'none', createWriter: () => undefined });
      }
    };`;
}
