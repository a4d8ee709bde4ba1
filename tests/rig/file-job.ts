import { join } from 'node:path';

/** Where the checkpoints of a job called `numbered` in `folder` are. */
export function checkpointFolder(folder: string): string {
  return join(folder, '.weir', 'numbered');
}

/** A configuration that keeps checkpoints and letters in `folder`; fast, so that tests are. */
export function fileConfiguration(folder: string, more: Readonly<Record<string, string | number>> = {}) {
  return {
    'pipeline.name': 'numbered',
    'http.sink.backoff.initial': '10ms',
    'http.sink.backoff.max': '50ms',
    'http.sink.failover.file.path': join(folder, 'weir-data', 'letters'),
    'execution.checkpointing.interval': '20ms',
    'state.checkpoints.dir': join(folder, '.weir'),
    ...more,
  };
}
