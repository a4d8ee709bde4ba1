import { randomBytes } from 'node:crypto';
import { basename, extname, resolve } from 'node:path';
import { WeirError, type Logger } from '@weir/core';
import { FlinkRest } from '@weir/flink-rest';
import type { FlagValues } from '../arguments/flag.js';
import type { RunningJob } from '../running/running-job.js';
import type { checkpointFlags, runFlags } from '../running/shared-flags.js';
import { loadBeamPackage } from './beam-package.js';
import type { engineFlags } from './engine-flags.js';
import { FlinkJobControl } from './flink-job-control.js';
import { startPrism } from './prism-process.js';

/** What the flags of `weir run` say. */
export type EngineFlagValues = FlagValues<typeof engineFlags & typeof runFlags & typeof checkpointFlags>;

/** A job to run on an engine. */
export interface EngineTask {
  /** The job file. */
  readonly file: string;
  readonly flags: EngineFlagValues;
  readonly parameters: readonly string[];
  readonly logger: Logger;
}

function usage(message: string): WeirError {
  return new WeirError('CLI_USAGE', message);
}

/** Refuses flags that say nothing to the runner, or lack. @throws CLI_USAGE */
export function checkEngineFlags(flags: EngineFlagValues): void {
  const { runner, endpoint } = flags;
  const belongs: Readonly<Record<string, readonly [given: boolean, runners: readonly string[]]>> = {
    endpoint: [endpoint !== undefined, ['beam', 'flink']],
    'flink-rest': [flags['flink-rest'] !== undefined, ['flink']],
    savepoint: [flags.savepoint !== undefined, ['flink']],
    environment: [flags.environment.kind !== 'loopback', ['beam', 'prism', 'flink']],
    from: [flags.from !== undefined, ['local', 'flink']],
    fresh: [flags.fresh, ['local']],
    metrics: [flags.metrics !== undefined, ['local']],
    'allow-non-restored-state': [flags['allow-non-restored-state'], ['local', 'flink']],
  };
  for (const [name, [given, runners]] of Object.entries(belongs)) {
    if (!given || runners.includes(runner)) continue;
    throw usage(`--${name} says nothing to --runner ${runner}: it is for ${runners.join(' and ')}.`);
  }
  if (['beam', 'flink'].includes(runner) && endpoint === undefined) {
    throw usage(`--runner ${runner} needs --endpoint HOST:PORT: the job service of Beam.`);
  }
  if (runner === 'flink' && flags['flink-rest'] === undefined) {
    throw usage('--runner flink needs --flink-rest URL: the job is cancelled there, as Beam leaves it running.');
  }
}

/** A name by which the job is found again on the engine: `orders-1f2e3d4c`. */
function engineJobName(file: string): string {
  const stem = basename(file, extname(file)).replace(/[^A-Za-z0-9-]/g, '-');
  return `${stem}-${randomBytes(4).toString('hex')}`;
}

/** Options of Flink as Beam names them. */
function flinkOptions({ from, 'allow-non-restored-state': allowNonRestoredState }: EngineFlagValues) {
  return {
    ...(from !== undefined && { savepoint_path: from }),
    ...(allowNonRestoredState && { allow_non_restored_state: true }),
  };
}

/**
 * Submits a job to the engine that the flags name, for --runner prism to one that is started for it.
 *
 * @throws RUNNER_NOT_INSTALLED, FLINK_UNAVAILABLE, and what `startBeam` throws
 */
export async function startOnEngine(task: EngineTask): Promise<RunningJob> {
  const { flags, logger } = task;
  const beam = await loadBeamPackage();
  const name = engineJobName(task.file);
  const flink = flags['flink-rest'] === undefined ? undefined : new FlinkRest(flags['flink-rest']);
  const onFlink = flink && new FlinkJobControl({ beam, flink, name, savepoint: flags.savepoint, logger });
  await onFlink?.warnWithoutRestarts();
  const prism = flags.runner === 'prism' ? await startPrism(logger) : undefined;
  try {
    const handle = await beam.startBeam({
      endpoint: prism?.endpoint ?? flags.endpoint ?? '',
      jobModule: resolve(task.file),
      args: task.parameters,
      environment: flags.environment,
      pipelineOptions: { job_name: name, ...flinkOptions(flags) },
      logger,
      ...(flags.conf !== undefined && { conf: flags.conf }),
      ...(onFlink && { lastingFailure: () => onFlink.lastingFailure() }),
    });
    logger.info(`Running ${task.file} on ${flags.runner} as ${handle.jobId}.`);
    const result = onFlink ? onFlink.explain(handle.result) : handle.result;
    return {
      result: result.finally(() => prism?.stop()),
      status: () => undefined,
      stops: [onFlink ? onFlink.stop : { announcement: cancelling, begin: () => handle.cancel() }],
    };
  } catch (error) {
    await prism?.stop();
    throw error;
  }
}

const cancelling = 'cancelling the job on the engine. What is not settled yet is read again by its next run.';
