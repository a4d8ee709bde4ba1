import { appendFileSync, copyFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { watch } from 'node:fs/promises';
import { join } from 'node:path';
import { startEndpoint } from '@weir/testing';
import { jobFile, Project } from '../../packages/cli/src/end-to-end/weir-process.js';
import { newestCheckpoint } from '../rig/checkpoint-files.js';
import { countRecords } from '../rig/count-records.js';
import type { FaultId } from '../rig/fault-table.js';
import { recordRow } from '../rig/matrix.js';

jest.setTimeout(120_000);

const share = 200;

/** The lines `from` up to `to`. */
function lines(from: number, to: number): string {
  return Array.from({ length: to - from }, (_, i) => `${from + i}\n`).join('');
}

/** Resolves when the newest checkpoint in `folder` is of a time after now. */
async function waitForCheckpoint(folder: string): Promise<void> {
  const before = newestCheckpoint(folder)?.id ?? 0;
  const changes = watch(folder)[Symbol.asyncIterator]();
  while ((newestCheckpoint(folder)?.id ?? 0) <= before + 1) await changes.next();
  await changes.return?.();
}

test.each<[string, FaultId, (path: string) => void]>([
  [
    'renamed and created anew',
    'followed-renamed',
    (path) => {
      renameSync(path, `${path}.1`);
      writeFileSync(path, lines(2 * share, 3 * share));
    },
  ],
  [
    'copied and truncated',
    'followed-copied',
    (path) => {
      copyFileSync(path, `${path}.1`);
      truncateSync(path);
      appendFileSync(path, lines(2 * share, 3 * share));
    },
  ],
])('process: killed while it follows a file that is %s meanwhile: it goes on in the old one', async (_, id, rotate) => {
  await using endpoint = await startEndpoint({ keep: 'identities' });
  const follow = "const lines = context.readTextFile('app.log', { follow: true, pollIntervalMs: 20 }).uid('in');";
  const send = `new HttpSink(context).post(lines.map((n) => \`${endpoint.url}/r?n=\${n}\`)).uid('out');`;
  await using project = await Project.create({ 'job.ts': jobFile(follow, send), 'app.log': lines(0, share) });
  const path = join(project.folder, 'app.log');
  const args = ['run', 'job.ts', '--pipeline.name', 'followed', '--execution.checkpointing.interval', '20ms'];
  const first = project.start(args);
  await endpoint.waitFor(({ counts }) => counts.taken >= share, { deadlineMs: 60_000 });
  // Without a checkpoint the next run would know of no old file.
  await waitForCheckpoint(join(project.folder, '.weir', 'followed'));
  first.signal('SIGKILL');
  await first.done;
  appendFileSync(path, lines(share, 2 * share));
  rotate(path);
  const { requests } = endpoint.ledger.counts;
  const startedAt = performance.now();
  const next = project.start(args);
  await endpoint.waitFor(({ counts }) => counts.requests > requests, { deadlineMs: 60_000 });
  const recoveryMs = Math.round(performance.now() - startedAt);
  appendFileSync(path, lines(3 * share, 4 * share));
  await endpoint.waitFor(({ identities }) => identities.size >= 4 * share, { deadlineMs: 60_000 });
  next.signal('SIGTERM');
  expect(await next.done).toMatchObject({ exitCode: 0 });
  const counts = await countRecords(endpoint, project.folder, 4 * share);
  expect(counts).toMatchObject({ delivered: 4 * share, lost: 0 });
  recordRow(id, { accepted: 4 * share, held: 0, ...counts, recoveryMs });
});
