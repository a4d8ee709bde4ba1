// One run of source → map → HTTP sink in a process of its own; prints what it cost as JSON.
//   node job.mjs <url> <records> <interval in ms, 0 for no checkpoints>
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StreamingJob } from '@weir/core';
import { runLocal } from '@weir/runner-local';
import { HttpSink } from '@weir/sink-http';

const [url, records, intervalMs] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'weir-bench-'));

/** The same job without and with the first records left out: those warm up. */
async function run(count, interval) {
  class Load extends StreamingJob {
    handle(context) {
      const requests = context.generate({ count }).map((i) => `${url}/r?id=${i}`);
      new HttpSink(context).post(requests).uid('out');
    }
  }
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  const { ledger, checkpoints } = await runLocal(Load, {
    conf: {
      'http.sink.threshold.timeout': '60s',
      'http.sink.failover.file.path': join(folder, 'letters'),
      'execution.checkpointing.interval': interval,
      'state.checkpoints.dir': join(folder, 'checkpoints'),
    },
  });
  const { user, system } = process.cpuUsage(cpuBefore);
  if (ledger.delivered !== count) throw new Error(`delivered ${ledger.delivered} of ${count}`);
  return { ms: performance.now() - startedAt, cpuMs: (user + system) / 1_000, checkpoints: checkpoints.completed };
}

await run(20_000, 0);
console.log(JSON.stringify(await run(Number(records), Number(intervalMs))));
rmSync(folder, { recursive: true });
