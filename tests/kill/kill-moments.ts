import { watch } from 'node:fs';
import type { Endpoint } from '@weir/testing';
import type { WeirProcess } from '../../packages/cli/src/end-to-end/weir-process.js';
import type { KillMoment } from './kill-plan.js';

/** Where a moment shows itself. */
export interface KillScene {
  readonly job: WeirProcess;
  readonly endpoint: Endpoint;
  /** How many requests the endpoint had seen before the job started. */
  readonly requestsBefore: number;
  /** The directory of its checkpoints. */
  readonly checkpoints: string;
}

/** Resolves when the `count`-th checkpoint from now on is being written: its temporary file is there. */
function nextSave(folder: string, count: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const seen = new Set<string>();
    const watcher = watch(folder, { signal }, (_, name) => {
      if (name?.endsWith('.tmp')) seen.add(name);
      if (seen.size < count) return;
      watcher.close();
      resolve();
    });
  });
}

/** Resolves at `moment`; never when the process ends before it. */
export async function reach(moment: KillMoment, scene: KillScene, signal: AbortSignal): Promise<void> {
  const { job, endpoint, requestsBefore, checkpoints } = scene;
  switch (moment.kind) {
    case 'start':
      await job.sees('Running');
      return;
    case 'save':
      return nextSave(checkpoints, moment.count, signal);
    case 'request':
      await endpoint.waitFor(({ counts }) => counts.requests >= requestsBefore + moment.count, { deadlineMs: 600_000 });
      // Not a wait for something: it moves the kill off the arrival of a request, to any moment.
      return new Promise((resolve) => setTimeout(resolve, moment.delayMs));
  }
}
