// Latency of a lone record: from the moment an idle job's source gets it until the request is on the wire, side by side
// with the same request by bare undici. Source, job and server share one process and one clock. See bench/README.md.
import net from 'node:net';
import { figure, printFigures } from '../figure.mjs';
import { once } from 'node:events';
import { StreamingJob } from '@weir/core';
import { runLocal } from '@weir/runner-local';
import { HttpSink } from '@weir/sink-http';
import { Pool } from 'undici';

const rounds = Number(process.argv[2] ?? 500);
const warmUp = 50;

let arrived = () => undefined;
const server = net.createServer((socket) => {
  socket.setNoDelay(true);
  socket.on('data', () => {
    arrived(process.hrtime.bigint());
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
  });
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://127.0.0.1:${server.address().port}`;

/** Sends one record after the other, each into silence, and gives the milliseconds to the wire. */
async function* lone(latencies) {
  for (let i = 0; i < rounds + warmUp; i++) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    const onWire = new Promise((resolve) => (arrived = resolve));
    const startedAt = process.hrtime.bigint();
    yield `${url}/r?id=${i}`;
    const ms = Number((await onWire) - startedAt) / 1e6;
    if (i >= warmUp) latencies.push(ms);
  }
}

async function throughWeir() {
  const latencies = [];
  class Lone extends StreamingJob {
    handle(context) {
      new HttpSink(context).post(context.fromIterable(() => lone(latencies)));
    }
  }
  await runLocal(Lone);
  return latencies;
}

async function throughUndici() {
  const latencies = [];
  const pool = new Pool(url, { connections: 1, pipelining: 1 });
  for await (const target of lone(latencies)) {
    // Not awaited: the generator waits for the wire, as it does in the job.
    pool.request({ path: target.slice(url.length), method: 'POST' }).then(({ body }) => body.dump());
  }
  await pool.close();
  return latencies;
}

const quantile = (numbers, q) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length * q)];
for (const [name, measure] of [
  ['undici', throughUndici],
  ['weir', throughWeir],
]) {
  const latencies = await measure();
  const [p50, p99] = [0.5, 0.99].map((q) => quantile(latencies, q));
  console.log(`${name.padEnd(6)} p50 ${p50.toFixed(3)} ms, p99 ${p99.toFixed(3)} ms`);
  if (name === 'weir') printFigures([figure('lone record to the wire, p99, ms', p99, 'at most', 3)]);
}
server.close();
server.closeAllConnections?.();
process.exit(0);
