import { join } from 'node:path';
import { protos, type Sent } from '../protocol/protos.js';
import { coderUrns } from '../wire/coders.js';

/**
 * Where the job's functions run.
 *
 * - `loopback`: in this process, which must outlive the job; the default. For development, and for Prism;
 * - `process`: each of the engine's machines starts `command` (an executable that is there under this path; default the
 *   `weir-beam-worker` of this installation);
 * - `external`: workers of a pool that runs at `address` already, started by `weir worker`.
 */
export type BeamEnvironment =
  | { readonly kind: 'loopback' }
  | { readonly kind: 'process'; readonly command?: string }
  | { readonly kind: 'external'; readonly address: string };

const capabilities = [
  ...Object.values(coderUrns),
  // One worker per process and machine would leave the other cores idle.
  'beam:protocol:sibling_workers:v1',
  'beam:protocol:progress_reporting:v1',
  'beam:version:sdk_base:weir',
];

/** The program that serves a PROCESS environment, below this package. */
export const workerProgram = join(__dirname, '..', '..', 'bin', 'weir-beam-worker.js');

/** @param ownPool address of the worker pool in this process, for `loopback` */
export function toBeamEnvironment(environment: BeamEnvironment, ownPool = ''): Sent<'Environment'> {
  if (environment.kind === 'process') {
    const payload = protos.ProcessPayload.serialize({ command: environment.command ?? workerProgram });
    return { urn: 'beam:env:process:v1', payload, capabilities };
  }
  const url = environment.kind === 'external' ? environment.address : ownPool;
  const payload = protos.ExternalPayload.serialize({ endpoint: { url } });
  return { urn: 'beam:env:external:v1', payload, capabilities };
}
