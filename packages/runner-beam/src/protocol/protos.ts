import { join } from 'node:path';
import { loadPackageDefinition } from '@grpc/grpc-js';
import { loadSync, type MessageTypeDefinition } from '@grpc/proto-loader';
import type { ProtoGrpcType as FnExecution } from './generated/fn_execution.js';
import type { ProtoGrpcType as JobManagement } from './generated/job_management.js';
import type { ProtoGrpcType as WorkerPool } from './generated/worker_pool.js';

const files = loadSync(['fn_execution.proto', 'job_management.proto', 'worker_pool.proto'], {
  includeDirs: [join(__dirname, '..', '..', 'proto')],
  // The same options as of the script `messages` in package.json, which makes the types in generated/.
  longs: Number,
  enums: String,
  defaults: true,
  oneofs: true,
});

// Here the messages, which are known at run time only, get their types.
const { org, weir } = loadPackageDefinition(files) as unknown as FnExecution & JobManagement & WorkerPool;
const { pipeline, fn_execution, job_management } = org.apache.beam.model;

/** The messages and services of `proto/` by their names, which are Beam's but for the worker pool; fields are in camel case. */
export const protos = Object.freeze({
  ...pipeline.v1,
  ...fn_execution.v1,
  ...job_management.v1,
  ...weir.worker_pool.v1,
});

type Protos = typeof protos;

/** A message as it is written: whatever is left out has its default. */
export type Sent<Name extends keyof Protos> =
  Protos[Name] extends MessageTypeDefinition<infer Message, object> ? Message : never;

/** A message as it is read: numbers are numbers, enums their names, a message that is not there is null. */
export type Received<Name extends keyof Protos> =
  Protos[Name] extends MessageTypeDefinition<object, infer Message> ? Message : never;
