import { stderrLogger } from '@weir/core';
import { Connection } from '../protocol/connection.js';
import { protos } from '../protocol/protos.js';
import { Worker } from './worker.js';

/** Reads `--name=value`; Prism puts the value into quotes. */
function readFlag(args: readonly string[], name: string): string | undefined {
  const flag = args.find((arg) => arg.startsWith(`--${name}=`));
  return flag?.slice(name.length + 3).replace(/^'(.*)'$/, '$1');
}

/**
 * The program of a PROCESS environment. An engine starts it with `--id` and `--provision_endpoint`; the worker asks there
 * for the rest, runs until the engine lets go of it, and ends.
 */
export async function runWorkerProcess(args: readonly string[]): Promise<void> {
  const workerId = readFlag(args, 'id');
  const provision = readFlag(args, 'provision_endpoint');
  if (workerId === undefined || provision === undefined) {
    throw new TypeError('weir-beam-worker is started by an engine of Beam, with --id and --provision_endpoint.');
  }
  const connection = new Connection(provision, workerId);
  const { info } = await connection.call(protos.ProvisionService.service.GetProvisionInfo, {});
  connection.close();
  const control = info?.controlEndpoint?.url ?? readFlag(args, 'control_endpoint') ?? '';
  await new Worker({ workerId, control, logging: info?.loggingEndpoint?.url }, stderrLogger).closed;
}
