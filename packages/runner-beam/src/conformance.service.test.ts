import { describeRunner, MemoryLogger } from '@weir/testing';
import { ServiceInstance } from '../../../services/service-instance.js';
import { runBeam } from './run-beam.js';

/** The engines of the suite, each with the variable that says where its job service is. */
const engines = { prism: 'WEIR_PRISM_ENDPOINT', flink: 'WEIR_FLINK_ENDPOINT' } as const;

for (const [engine, variable] of Object.entries(engines)) {
  const server = new ServiceInstance(engine).start();
  describeRunner(`beam on ${engine}`, async ({ module, exportName }, parameters) => {
    const endpoint = (await server)[variable] ?? '';
    return runBeam({ endpoint, jobModule: module, exportName, args: parameters, logger: new MemoryLogger() });
  });
}
