// The job of the soak in a process of its own: runs until it is told to end, and tells what it needs every five seconds.
//   node --expose-gc soak-job.mjs <url> <folder>
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { StreamingJob } from '@weir/core';
import { startLocal } from '@weir/runner-local';
import { HttpSink } from '@weir/sink-http';

const [url, folder] = process.argv.slice(2);

class Soak extends StreamingJob {
  handle(context) {
    const requests = context.generate().map((n) => `${url}/r?n=${n}`);
    new HttpSink(context).post(requests).uid('out');
  }
}

const settings = {
  'http.sink.threshold.timeout': '5s',
  'http.sink.threshold.retries': 1_000,
  'http.sink.backoff.initial': '50ms',
  'http.sink.backoff.max': '2s',
  'http.sink.failover.file.path': join(folder, 'weir-data', 'letters'),
  'execution.checkpointing.interval': '1s',
  'state.checkpoints.dir': join(folder, '.weir'),
};

/** How many of each kind keep the process alive or belong to the system: `{ TCPSocketWrap: 96, Timeout: 2 }`. */
function resources() {
  const counts = {};
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

function sample(kind, more = {}) {
  globalThis.gc();
  const { rss, heapUsed } = process.memoryUsage();
  const files = readdirSync('/proc/self/fd').length;
  process.send({ kind, rssMb: rss / 2 ** 20, heapMb: heapUsed / 2 ** 20, files, resources: resources(), ...more });
}

// Open from the first use on, and so from here: what is counted before must be what is counted after.
void process.stderr;
process.on('message', (message) => message === 'leave' && process.disconnect());
sample('before');
const handle = startLocal(Soak, { conf: settings });
const timer = setInterval(() => sample('sample', { ledger: handle.status()?.ledger }), 5_000);
process.once('message', async () => {
  clearInterval(timer);
  const startedAt = performance.now();
  void handle.drain({ deadlineMs: 120_000 });
  const { state, ledger, checkpoints, restarts } = await handle.result;
  const drainMs = Math.round(performance.now() - startedAt);
  // What is closed is gone when the loop has turned.
  setImmediate(() => sample('after', { state, ledger, checkpoints, restarts, drainMs }));
});
