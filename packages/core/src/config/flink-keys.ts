/** Keys of StreamPark and Flink files that say nothing to Weir: accepted, and named once as ignored. */
const ignoredPrefixes = [
  'flink.option.',
  'flink.deployment.option.',
  'flink.table.',
  'flink.state.backend.',
  'flink.state.checkpoint-storage',
  'flink.state.savepoints.dir',
  'flink.checkpoints.maxConcurrent',
  'flink.checkpoints.unaligned',
  'flink.watermark.interval',
  'flink.watermark.time.characteristic',
  '$internal.',
  'yarn.',
  'kubernetes.',
  'jobmanager.',
  'taskmanager.',
  'state.backend',
  'state.checkpoint-storage',
  'state.savepoints.dir',
  'execution.runtime-mode',
  'execution.checkpointing.unaligned',
  'execution.checkpointing.max-concurrent-checkpoints',
  'pipeline.auto-watermark-interval',
  'env.java.',
  'classloader.',
];

/** Whether `key` only means something to Flink. */
export function isFlinkOnly(key: string): boolean {
  return ignoredPrefixes.some((prefix) => key.startsWith(prefix));
}
