// Child process of run.mjs: the same requests forwarded to an endpoint, dead-lettered because it refuses all of them, and
// replayed; interleaved, in one process. Rates are records per second of whole jobs.
import { Parameters, StreamingJob } from '@weir/core';
import { openStore, resolveFailover } from '@weir/failover';
import { runLocal } from '@weir/runner-local';
import { HttpSink, replayJob } from '@weir/sink-http';
import { configurationOf } from './stores.mjs';

const [storeName, variables, target, countText, roundsText] = process.argv.slice(2);
const count = Number(countText);
const prefix = 'http.sink.failover';
const headers = { 'content-type': 'application/json', 'x-source': 'bench' };

function sendTo(url, records) {
  return class Send extends StreamingJob {
    handle(context) {
      const requests = context
        .generate({ count: records })
        .map((id) => ({ url: `${url}/orders/${id}`, headers, body: `{"id":${id},"amount":100}` }));
      new HttpSink(context).post(requests);
    }
  };
}

async function measure(job, conf) {
  const before = process.cpuUsage();
  const { ledger, durationMs } = await runLocal(job, { conf });
  const { user, system } = process.cpuUsage(before);
  return { ledger, perSecond: (ledger.accepted * 1_000) / durationMs, cpuMicros: (user + system) / ledger.accepted };
}

/** `work` with the resident set sampled: its peak in each half of the time, MB. */
async function watchMemory(work) {
  const samples = [];
  const timer = setInterval(() => samples.push(process.memoryUsage.rss() / 1024 / 1024), 50);
  const result = await work();
  clearInterval(timer);
  const half = samples.length >> 1;
  const peakMb = [samples.slice(0, half), samples.slice(half)].map((part) => Math.round(Math.max(0, ...part)));
  return { ...result, peakMb };
}

const conf = { 'http.sink.threshold.timeout': 30_000 };
/** To the sink, an endpoint that answers 200 to everything is one that refuses everything. */
const outOfOrder = { ...conf, 'http.sink.threshold.successCode': '299' };

async function runRound() {
  const failover = configurationOf(storeName, JSON.parse(variables));
  const forward = await measure(sendTo(target, count), conf);
  const outage = await watchMemory(() => measure(sendTo(target, count), { ...outOfOrder, ...failover }));
  if (outage.ledger.deadLettered !== count) throw new Error(`lettered ${outage.ledger.deadLettered} of ${count}`);
  const store = openStore(resolveFailover(Parameters.of(failover).entries(prefix), prefix));
  const replay = await measure(replayJob({ store, filter: {}, size: count }), { ...conf, ...failover });
  await store.close();
  if (replay.ledger.delivered !== count) throw new Error(`replayed ${replay.ledger.delivered} of ${count}`);
  return {
    forward: forward.perSecond,
    outage: outage.perSecond,
    peakMb: outage.peakMb,
    replay: replay.perSecond,
    cpu: { forward: forward.cpuMicros, replay: replay.cpuMicros },
  };
}

await measure(sendTo(target, count), conf); // warms up
const rounds = [];
while (rounds.length < Number(roundsText)) rounds.push(await runRound());
console.log(JSON.stringify(rounds));
