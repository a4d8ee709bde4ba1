import { promisify } from 'node:util';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { describeError, stderrLogger, WeirError, type Logger } from '@weir/core';
import { unlimitedMessages } from '../protocol/connection.js';
import { protos } from '../protocol/protos.js';
import type { BeamFnExternalWorkerPoolHandlers as Handlers } from '../protocol/generated/org/apache/beam/model/fn_execution/v1/BeamFnExternalWorkerPool.js';
import type { WorkerPoolHandlers } from '../protocol/generated/weir/worker_pool/v1/WorkerPool.js';
import { drawJob } from '../reference/drawn-job.js';
import { decodeJobReference } from '../reference/job-reference.js';
import { describeFailure } from './failure-text.js';
import { Worker } from './worker.js';

/** Where a pool listens. */
export interface WorkerPoolOptions {
  /** 0 takes any that is free. */
  readonly port: number;
  /** Default 127.0.0.1: whoever reaches the port can have job modules of this machine run. */
  readonly host?: string;
  /** Default: warnings and errors on standard error. */
  readonly logger?: Logger;
  /** Told of each failure that is reported to the engine. */
  readonly onFailure?: (error: unknown) => void;
}

/** A pool that is running. */
export interface WorkerPool {
  /** `host:port`, for the environment of a job. */
  readonly address: string;
  /** Ends every worker and stops listening. */
  close(): Promise<void>;
}

/**
 * Starts a pool of workers in this process: an engine asks it for workers, by Beam's service BeamFnExternalWorkerPool, and
 * whoever submits a job whether the workers can draw it.
 *
 * @throws BEAM_UNAVAILABLE when the port cannot be had
 */
export async function startWorkerPool(options: WorkerPoolOptions): Promise<WorkerPool> {
  const { port, host = '127.0.0.1', logger = stderrLogger, onFailure } = options;
  const workers = new Map<string, Worker>();
  const server = new Server(unlimitedMessages);
  const handlers: Handlers = {
    StartWorker({ request: { workerId, controlEndpoint, loggingEndpoint } }, answer) {
      const logging = loggingEndpoint?.url === '' ? undefined : loggingEndpoint?.url;
      const worker = new Worker({ workerId, control: controlEndpoint?.url ?? '', logging }, logger, onFailure);
      workers.set(workerId, worker);
      void worker.closed.then(() => workers.delete(workerId));
      answer(null, {});
    },
    StopWorker({ request }, answer) {
      void workers.get(request.workerId)?.close();
      answer(null, {});
    },
  };
  const checks: WorkerPoolHandlers = {
    CheckJob({ request: { reference } }, answer) {
      void failureToDraw(reference, logger).then((failure) => answer(null, { failure }));
    },
  };
  server.addService(protos.BeamFnExternalWorkerPool.service, handlers);
  server.addService(protos.WorkerPool.service, checks);
  const bound = await bind(server, host, port);
  return {
    address: `${host}:${bound}`,
    async close() {
      server.forceShutdown();
      await Promise.all([...workers.values()].map((worker) => worker.close()));
    },
  };
}

/** Why the job of `reference` cannot be drawn here; empty when it can. */
async function failureToDraw(reference: string, logger: Logger): Promise<string> {
  try {
    await (await drawJob(decodeJobReference(reference), logger)).close();
    return '';
  } catch (error) {
    logger.error(`A job that is about to be submitted cannot run here. ${describeError(error)}`);
    return describeFailure(error);
  }
}

async function bind(server: Server, host: string, port: number): Promise<number> {
  const listen = promisify(server.bindAsync.bind(server));
  try {
    return await listen(`${host}:${port}`, ServerCredentials.createInsecure());
  } catch (cause) {
    const message = `A worker pool cannot listen on ${host}:${port}: ${describeError(cause)} Give another port.`;
    throw new WeirError('BEAM_UNAVAILABLE', message, { cause });
  }
}
