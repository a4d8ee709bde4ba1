import type * as jobs from './job-messages.js';
import type * as messages from './messages.js';
import { rpcMethod } from './protos.js';

const jobService = 'job_management.v1.JobService';

/** The remote methods that Weir calls or serves, by the service that has them. */
export const jobMethods = {
  prepare: rpcMethod<jobs.PrepareJobRequest, jobs.PrepareJobResponse>(jobService, 'Prepare'),
  run: rpcMethod<{ readonly preparationId: string }, { readonly jobId: string }>(jobService, 'Run'),
  getState: rpcMethod<{ readonly jobId: string }, { readonly state: number }>(jobService, 'GetState'),
  cancel: rpcMethod<{ readonly jobId: string }, { readonly state: number }>(jobService, 'Cancel'),
  messages: rpcMethod<{ readonly jobId: string }, jobs.JobMessagesResponse>(jobService, 'GetMessageStream'),
  metrics: rpcMethod<{ readonly jobId: string }, { readonly metrics?: jobs.MetricResults | null }>(
    jobService,
    'GetJobMetrics',
  ),
} as const;

export const stagingMethod = rpcMethod<
  { readonly stagingToken: string; readonly resolveArtifactResponse?: object; readonly isLast?: boolean },
  { readonly request?: string }
>('job_management.v1.ArtifactStagingService', 'ReverseArtifactRetrievalService');

const fnExecution = 'fn_execution.v1';

export const controlMethod = rpcMethod<messages.InstructionResponse, messages.InstructionRequest>(
  `${fnExecution}.BeamFnControl`,
  'Control',
);
export const descriptorMethod = rpcMethod<
  { readonly processBundleDescriptorId: string },
  messages.ProcessBundleDescriptor
>(`${fnExecution}.BeamFnControl`, 'GetProcessBundleDescriptor');
export const dataMethod = rpcMethod<
  { readonly data: readonly messages.ElementsData[] },
  { readonly data: readonly messages.ElementsData[] }
>(`${fnExecution}.BeamFnData`, 'Data');
export const stateMethod = rpcMethod<messages.StateRequest, messages.StateResponse>(
  `${fnExecution}.BeamFnState`,
  'State',
);
export const loggingMethod = rpcMethod<{ readonly logEntries: readonly messages.LogEntry[] }, object>(
  `${fnExecution}.BeamFnLogging`,
  'Logging',
);
export const provisionMethod = rpcMethod<object, { readonly info?: messages.ProvisionInfo | null }>(
  `${fnExecution}.ProvisionService`,
  'GetProvisionInfo',
);
export const workerPoolMethods = {
  startWorker: rpcMethod<messages.StartWorkerRequest, { readonly error?: string }>(
    `${fnExecution}.BeamFnExternalWorkerPool`,
    'StartWorker',
  ),
  stopWorker: rpcMethod<{ readonly workerId: string }, { readonly error?: string }>(
    `${fnExecution}.BeamFnExternalWorkerPool`,
    'StopWorker',
  ),
} as const;
