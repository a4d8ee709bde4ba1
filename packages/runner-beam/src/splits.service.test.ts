import { MemoryLogger } from '@weir/testing';
import { ServiceInstance } from '../../../services/service-instance.js';
import { JobService } from './job/job-service.js';
import { startBeam } from './run-beam.js';
import { splitsOf } from './worker/bundle-metrics.js';

jest.setTimeout(180_000);

const engines = { prism: 'WEIR_PRISM_ENDPOINT', flink: 'WEIR_FLINK_ENDPOINT' } as const;

// A split that ends in its first slice, and one that goes back to the engine several times.
test.each([
  ['prism', '1000000'],
  ['prism', '1000'],
  ['flink', '1000000'],
  ['flink', '1000'],
] as const)(
  '%s has counted the one split of a job as begun and as ended, at %s records a second',
  async (engine, rate) => {
    const endpoint = (await new ServiceInstance(engine).start())[engines[engine]] ?? '';
    const job = await startBeam({
      endpoint,
      jobModule: require.resolve('../test/jobs.js'),
      exportName: 'Paced',
      args: { count: '2000', rate },
      logger: new MemoryLogger(),
    });
    expect((await job.result).ledger.accepted).toBe(2_000);
    const service = new JobService(endpoint);
    const metrics = await service.metrics(job.jobId).finally(() => service.close());
    const told = metrics.find(({ labels }) => labels['NAME'] === 'begun')?.labels['PTRANSFORM'] ?? '';
    expect(splitsOf(told, metrics)).toEqual({ begun: 1, ended: 1 });
  },
);
