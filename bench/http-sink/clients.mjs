// One client a function: sends `count` POSTs to `${url}/r?id=<i>`, `inFlight` at a time, each record one request.
import http from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axios from 'axios';
import axiosRetry from 'axios-retry';
import { Pool } from 'undici';

/** The bounded loop that a careful person writes around any client: `inFlight` workers, each awaits its request. */
async function boundedLoop(count, inFlight, send) {
  let next = 0;
  const worker = async () => {
    while (next < count) await send(next++);
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
}

async function undici(url, count, inFlight) {
  const pool = new Pool(url, { connections: inFlight, pipelining: 1 });
  await boundedLoop(count, inFlight, async (i) => {
    const { statusCode, body } = await pool.request({ path: `/r?id=${i}`, method: 'POST' });
    await body.dump();
    if (statusCode !== 200) throw new Error(`status ${statusCode}`);
  });
  await pool.close();
}

async function nodeHttp(url, count, inFlight) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: inFlight });
  const { hostname, port } = new URL(url);
  const send = (i) =>
    new Promise((resolve, reject) => {
      const request = http.request({ agent, hostname, port, path: `/r?id=${i}`, method: 'POST' }, (response) => {
        response.resume();
        response.once('end', () => (response.statusCode === 200 ? resolve() : reject(new Error('status'))));
      });
      request.once('error', reject);
      request.end();
    });
  await boundedLoop(count, inFlight, send);
  agent.destroy();
}

async function axiosWithRetry(url, count, inFlight) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: inFlight });
  const client = axios.create({ httpAgent: agent });
  axiosRetry(client, { retries: 3 });
  await boundedLoop(count, inFlight, (i) => client.post(`${url}/r?id=${i}`));
  agent.destroy();
}

async function weir(url, count, inFlight, options = {}) {
  const { StreamingJob } = await import('@weir/core');
  const { runLocal } = await import('@weir/runner-local');
  const { HttpSink } = await import('@weir/sink-http');
  class Bench extends StreamingJob {
    handle(context) {
      const urls = context.generate({ count }).map((i) => `${url}/r?id=${i}`);
      new HttpSink(context, options).post(urls);
    }
  }
  const directory = mkdtempSync(join(tmpdir(), 'weir-bench-'));
  const { ledger } = await runLocal(Bench, {
    conf: {
      'http.sink.threshold.numWriters': 1,
      'http.sink.threshold.maxInFlightPerWriter': inFlight,
      'execution.checkpointing.interval': '1s',
      'state.checkpoints.dir': directory,
    },
  });
  rmSync(directory, { recursive: true });
  if (ledger.delivered !== count) throw new Error(`delivered ${ledger.delivered} of ${count}`);
}

const weirAxios = (url, count, inFlight) => weir(url, count, inFlight, { axios: axios.create() });

/** An instance without axios's default transforms, which parse each answer as JSON. */
const weirSlimAxios = (url, count, inFlight) =>
  weir(url, count, inFlight, { axios: new axios.Axios({ headers: {}, validateStatus: null }) });

export const clients = {
  weir,
  'weir-axios': weirAxios,
  'weir-slim-axios': weirSlimAxios,
  undici,
  'node-http': nodeHttp,
  'axios-retry': axiosWithRetry,
};
