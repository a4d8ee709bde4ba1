import { join, resolve } from 'node:path';
import { resolveKeys, type Parameters } from '@weir/core';
import { checkpointKeys } from './checkpoint-keys.js';

/** How a job takes checkpoints. */
export interface CheckpointOptions {
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly minPauseMs: number;
  readonly tolerableFailures: number;
  readonly retained: number;
  readonly directory: string;
  /** Whether the checkpoints of a job that was stopped are removed. */
  readonly deleteWhenStopped: boolean;
}

/** What StreamPark took when checkpoints were enabled and no interval was set. */
const streamParkIntervalMs = 1_000;

/** A job's name as the name of a directory: what a file system may not take is replaced. */
function directoryName(job: string): string {
  return job.replace(/[^\p{L}\p{N}._-]+/gu, '_').replace(/^\.+/, '_');
}

function directoryOf(configured: string | undefined, job: string): string {
  return resolve(join(configured ?? '.weir', directoryName(job)));
}

/**
 * The checkpoint options of `parameters`; undefined when checkpoints are off.
 *
 * @param defaultIntervalMs the interval when no key gives one; undefined for off
 * @throws CONFIG_INVALID_VALUE, CONFIG_CONFLICT
 */
export function resolveCheckpointOptions(
  parameters: Parameters,
  job: string,
  defaultIntervalMs: number | undefined,
): CheckpointOptions | undefined {
  const keys = resolveKeys(checkpointKeys, parameters.entries(), '');
  const enabled = keys['flink.checkpoints.enable'];
  const defaultMs = defaultIntervalMs ?? (enabled ? streamParkIntervalMs : 0);
  const intervalMs = keys['execution.checkpointing.interval'] ?? defaultMs;
  if (enabled === false || intervalMs === 0) return undefined;
  return {
    intervalMs,
    timeoutMs: keys['execution.checkpointing.timeout'],
    minPauseMs: keys['execution.checkpointing.min-pause'],
    tolerableFailures: keys['execution.checkpointing.tolerable-failed-checkpoints'],
    retained: keys['state.checkpoints.num-retained'],
    directory: directoryOf(keys['state.checkpoints.dir'], job),
    deleteWhenStopped: keys['execution.checkpointing.externalized-checkpoint-retention'] !== 'RETAIN_ON_CANCELLATION',
  };
}
