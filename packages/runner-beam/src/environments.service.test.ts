import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobResult } from '@weir/core';
import { MemoryLogger } from '@weir/testing';
import { ServiceInstance } from '../../../services/service-instance.js';
import { Counted } from '../test/counted.js';
import type { BeamRunOptions } from './options.js';
import { runBeam, startBeam } from './run-beam.js';
import { startWorkerPool } from './worker/worker-pool.js';

jest.setTimeout(180_000);

const engines = { prism: 'WEIR_PRISM_ENDPOINT', flink: 'WEIR_FLINK_ENDPOINT' } as const;
const endpoints = Object.fromEntries(
  Object.entries(engines).map(([engine, variable]) => [
    engine,
    new ServiceInstance(engine).start().then((environment) => environment[variable] ?? ''),
  ]),
);

const logger = new MemoryLogger();
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'weir-beam-'));
});

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

async function optionsFor(engine: string, args: { count: number; rate: number }): Promise<BeamRunOptions> {
  const endpoint = (await endpoints[engine]) ?? '';
  const jobModule = require.resolve('../test/counted.js');
  return { endpoint, jobModule, exportName: Counted.name, logger, args: { directory, ...args } };
}

/** What each process wrote, by its pid. */
function written(): Map<number, number[]> {
  const files = readdirSync(directory).map((pid): [number, number[]] => {
    const lines = readFileSync(join(directory, pid), 'utf8').trimEnd().split('\n');
    return [Number(pid), lines.map(Number)];
  });
  return new Map(files);
}

function expectAll(count: number, { state, ledger }: JobResult): void {
  const values = new Set([...written().values()].flat());
  expect([values.size, Math.min(...values), Math.max(...values)]).toEqual([count, 0, count - 1]);
  expect({ state, ledger }).toEqual({
    state: 'finished',
    ledger: { accepted: count, delivered: count, deadLettered: 0, held: 0 },
  });
}

test.each(Object.keys(engines))('%s runs a job in processes of its own', async (engine) => {
  const options = await optionsFor(engine, { count: 2_000, rate: 10_000 });
  const result = await runBeam({ ...options, environment: { kind: 'process' } });
  expectAll(2_000, result);
  expect([...written().keys()]).not.toContain(process.pid);
});

test.each(Object.keys(engines))('%s runs a job in a worker pool that is there already', async (engine) => {
  const pool = await startWorkerPool({ port: 0, logger });
  const options = await optionsFor(engine, { count: 2_000, rate: 10_000 });
  const result = await runBeam({ ...options, environment: { kind: 'external', address: pool.address } });
  await pool.close();
  expectAll(2_000, result);
});

test('a worker that is killed: no record is missing, and what was done twice is counted once', async () => {
  const options = await optionsFor('flink', { count: 20_000, rate: 2_500 });
  const pipelineOptions = { checkpointing_interval: 500, shutdown_sources_after_idle_ms: 15_000 };
  const job = await startBeam({ ...options, environment: { kind: 'process' }, pipelineOptions });
  let victim: number | undefined;
  while (victim === undefined) {
    await sleep(50);
    victim = [...written()].find(([, values]) => values.length > 2_000)?.[0];
  }
  process.kill(victim, 'SIGKILL');
  expectAll(20_000, await job.result);
  expect(written().size).toBeGreaterThan(1);
});
