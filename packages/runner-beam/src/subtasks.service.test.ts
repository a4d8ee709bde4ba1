import { randomUUID } from 'node:crypto';
import { FlinkRest } from '@weir/flink-rest';
import { MemoryLogger } from '@weir/testing';
import { ServiceInstance } from '../../../services/service-instance.js';
import { startBeam } from './run-beam.js';

jest.setTimeout(180_000);

const flink = new ServiceInstance('flink');

/** Of Flink's REST: what a stage of a job, or one subtask of it, is. */
interface Stage {
  readonly vertices: readonly { readonly id: string; readonly name: string }[];
}
interface Subtasks {
  readonly subtasks: readonly { readonly metrics: Readonly<Record<string, number>> }[];
}

async function ask<T>(path: string): Promise<T> {
  return JSON.parse(await flink.client('GET', path)) as T;
}

test('at a parallelism of 2 a keyed stage gets records in both subtasks of Flink', async () => {
  const { WEIR_FLINK_ENDPOINT: endpoint = '', WEIR_FLINK_REST: rest = '' } = await flink.start();
  const jobModule = require.resolve('../test/jobs.js');
  const name = `keyed-${randomUUID()}`;
  const pipelineOptions = { job_name: name };
  const job = await startBeam({
    endpoint,
    jobModule,
    exportName: 'Keyed',
    pipelineOptions,
    logger: new MemoryLogger(),
  });
  expect((await job.result).ledger).toMatchObject({ accepted: 2_000, delivered: 2_000 });
  const { jid = '' } = (await new FlinkRest(rest).findJob(name)) ?? {};
  const { vertices } = await ask<Stage>(`/jobs/${jid}`);
  const keyed = vertices.find(({ name }) => name.endsWith(']out'))?.id ?? '';
  const { subtasks } = await ask<Subtasks>(`/jobs/${jid}/vertices/${keyed}`);
  expect(subtasks.map(({ metrics }) => (metrics['read-records'] ?? 0) > 0)).toEqual([true, true]);
});
