// Many records against a slow endpoint: checks that the source is never ahead by more than the bounds allow and that
// memory stays flat. Exits 1 when one of them does not hold. See bench/README.md.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { StreamingJob } from '@weir/core';
import { startLocal } from '@weir/runner-local';
import { HttpSink } from '@weir/sink-http';

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '5000000' },
    'record-bytes': { type: 'string', default: '0' },
    'delay-ms': { type: 'string', default: '2' },
    'queue-capacity': { type: 'string', default: '10000' },
    'max-rss-mb': { type: 'string', default: '200' },
  },
});
const count = Number(values.records);
const recordBytes = Number(values['record-bytes']);
const queueCapacity = Number(values['queue-capacity']);
/** A full sink, and the one batch (of at most 256 records) that waits in front of it. */
const largestLead = queueCapacity + 256;
const sampleEvery = 500;

const endpoint = spawn('node', [fileURLToPath(new URL('slow-endpoint.mjs', import.meta.url)), values['delay-ms']], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const [port] = await once(endpoint.stdout, 'data');
const url = `http://127.0.0.1:${String(port).trim()}/r`;

let read = 0;
let lead = 0;
let handle;

class Backpressure extends StreamingJob {
  handle(context) {
    const requests = context.generate({ count }).map((i) => {
      read++;
      if (read % sampleEvery === 0) sample();
      const body = recordBytes > 0 ? Buffer.alloc(recordBytes, i % 256) : undefined;
      return { url: `${url}?id=${i}`, ...(body && { body }) };
    });
    new HttpSink(context).post(requests);
  }
}

function sample() {
  const { ledger } = handle.status();
  lead = Math.max(lead, read - ledger.delivered - ledger.deadLettered);
}

const startedAt = Date.now();
handle = startLocal(Backpressure, {
  conf: { 'http.sink.threshold.queueCapacity': queueCapacity, 'http.sink.threshold.timeout': 30_000 },
});
const { ledger } = await handle.result;
endpoint.kill();

const peakRssMb = Math.round(process.resourceUsage().maxRSS / 1024);
const ok = ledger.delivered === count && lead <= largestLead && peakRssMb <= Number(values['max-rss-mb']);
console.log(JSON.stringify({ ok, ...ledger, lead, largestLead, peakRssMb, seconds: (Date.now() - startedAt) / 1000 }));
process.exitCode = ok ? 0 : 1;
