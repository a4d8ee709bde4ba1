import { fileURLToPath } from 'node:url';
import { durationSyntax, flag, integer, key, parseDuration } from '@weir/core';
import { z } from 'zod';

/** Schema of a duration, read from text, in milliseconds. */
const duration = z.string().transform(parseDuration).pipe(z.number());

/** A word out of a list, in any case, also with underscores for hyphens. */
function word<const W extends readonly [string, ...string[]]>(words: W) {
  return z
    .string()
    .trim()
    .transform((text) => text.toUpperCase().replaceAll('-', '_'))
    .pipe(z.enum(words));
}

/** A path of the local file system, perhaps as a URL; other file systems, which Flink can have, are refused. */
const localPath = z
  .string()
  .trim()
  .transform((text, context) => {
    try {
      if (text.startsWith('file:')) return fileURLToPath(text);
    } catch {
      // A host, or an escaped slash: no path of this machine.
      context.addIssue('no local file URL');
    }
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) context.addIssue('another file system');
    return text;
  });

/** The keys of checkpoints: Flink's names (nightlies.apache.org/flink, "Checkpointing"), and StreamPark's older ones. */
export const checkpointKeys = {
  'flink.checkpoints.enable': key(flag().optional(), {
    expected: 'true or false',
    doc: "StreamPark's switch: false turns checkpoints off; true turns them on where no interval is set, one every second.",
    aliases: ['checkpoints.enable'],
  }),
  'execution.checkpointing.interval': key(duration.optional(), {
    expected: durationSyntax,
    doc: 'Time from one checkpoint to the next; 0 turns checkpoints off. `weir run` takes one every second unless this says otherwise, `runLocal` none.',
    aliases: ['flink.checkpoints.interval', 'checkpoints.interval'],
  }),
  'execution.checkpointing.mode': key(word(['AT_LEAST_ONCE', 'EXACTLY_ONCE']), {
    expected: 'AT_LEAST_ONCE or EXACTLY_ONCE',
    doc: 'Accepted for compatibility: barriers are always aligned, and HTTP delivery is at least once in either.',
    default: 'AT_LEAST_ONCE',
    aliases: ['flink.checkpoints.mode', 'checkpoints.mode'],
  }),
  'execution.checkpointing.timeout': key(duration, {
    expected: durationSyntax,
    doc: 'How long a checkpoint may take before it counts as failed.',
    default: '10min',
    aliases: ['flink.checkpoints.timeout', 'checkpoints.timeout'],
  }),
  'execution.checkpointing.min-pause': key(duration, {
    expected: durationSyntax,
    doc: 'Least time between the end of one checkpoint and the beginning of the next.',
    default: '0',
    aliases: ['flink.checkpoints.minPauseBetween', 'checkpoints.minPauseBetween'],
  }),
  'execution.checkpointing.tolerable-failed-checkpoints': key(integer(0), {
    expected: 'a whole number of at least 0',
    doc: 'How many checkpoints in a row may fail before the job does.',
    default: '0',
  }),
  'execution.checkpointing.externalized-checkpoint-retention': key(
    word(['RETAIN_ON_CANCELLATION', 'DELETE_ON_CANCELLATION', 'NO_EXTERNALIZED_CHECKPOINTS']),
    {
      expected: 'RETAIN_ON_CANCELLATION, DELETE_ON_CANCELLATION or NO_EXTERNALIZED_CHECKPOINTS',
      doc: 'Whether the checkpoints of a job that was stopped stay, so that the next run goes on from there. Those of a failed job always do.',
      default: 'RETAIN_ON_CANCELLATION',
      aliases: ['flink.checkpoints.cleanup', 'checkpoints.cleanup'],
    },
  ),
  'state.checkpoints.dir': key(localPath.optional(), {
    expected: 'a path or a file:/// URL',
    doc: "Directory of the job's checkpoints; default `.weir/<job>` in the working directory.",
    aliases: ['flink.state.checkpoints.dir', 'execution.checkpointing.dir'],
  }),
  'state.checkpoints.num-retained': key(integer(1), {
    expected: 'a whole number of at least 1',
    doc: 'How many checkpoints stay; with 2 or more a damaged newest one can be passed over.',
    default: '3',
    aliases: ['flink.state.checkpoints.num-retained', 'execution.checkpointing.num-retained'],
  }),
} as const;
