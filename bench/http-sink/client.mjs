// Child process of run.mjs: warms one client up, then measures it. Prints one JSON line. With `latency` it measures the
// time from a request to its answer instead, which costs CPU of its own.
import { measureLatency } from './latency.mjs';
import { clients } from './clients.mjs';

const [name, url, count, inFlight, mode] = process.argv.slice(2);
const client = clients[name];
const latency = mode === 'latency' ? measureLatency() : undefined;
await client(url, Math.min(20_000, Number(count)), Number(inFlight));
latency?.reset();
const cpuBefore = process.cpuUsage();
const startedAt = process.hrtime.bigint();
await client(url, Number(count), Number(inFlight));
const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
const cpu = process.cpuUsage(cpuBefore);
console.log(
  JSON.stringify({
    recordsPerSecond: Number(count) / seconds,
    cpuMicrosPerRecord: (cpu.user + cpu.system) / Number(count),
    peakRssMb: process.resourceUsage().maxRSS / 1024,
    ...latency?.quantiles(),
  }),
);
