// Source → map → HTTP sink against bare clients, interleaved in one run. See bench/README.md.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { figure, printFigures } from '../figure.mjs';
import { median } from '../median.mjs';
import { startTarget } from '../target/start-target.mjs';
import { clients } from './clients.mjs';

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '5' },
    'in-flight': { type: 'string', default: '64' },
  },
});
const child = fileURLToPath(new URL('client.mjs', import.meta.url));
/** Slow clients get fewer records, so that a round stays short; figures are per record. */
const share = { 'node-http': 0.5, 'axios-retry': 0.1 };
/** Latencies are taken over more records: the first ones of a run are slow, and shall not be its slowest percent. */
const latencyShare = 4;

const target = await startTarget();
const samples = Object.fromEntries(Object.keys(clients).map((name) => [name, []]));
const latencies = { weir: [], undici: [] };

function measure(name, ...mode) {
  const count = Math.round(Number(values.records) * (mode.includes('latency') ? latencyShare : (share[name] ?? 1)));
  const args = [child, name, target.url, String(count), values['in-flight'], ...mode];
  return JSON.parse(execFileSync('node', args).toString());
}

try {
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const name of Object.keys(clients)) samples[name].push(measure(name));
    for (const name of Object.keys(latencies)) latencies[name].push(measure(name, 'latency'));
    process.stderr.write(`round ${round + 1} of ${values.rounds}\n`);
  }
} finally {
  target.stop();
}

const value = (name, key) => median(samples[name].map((sample) => sample[key]));
/** The median of the ratios round by round: what the machine was busy with is in both numbers. */
const ratio = (of, to, key, from = samples) => median(from[of].map((sample, i) => sample[key] / from[to][i][key]));

console.log('client          | records/s | CPU µs/record | rate ÷ undici | CPU ÷ undici | peak RSS MB');
for (const name of Object.keys(clients)) {
  console.log(
    [
      name.padEnd(15),
      value(name, 'recordsPerSecond').toFixed(0).padStart(9),
      value(name, 'cpuMicrosPerRecord').toFixed(1).padStart(13),
      ratio(name, 'undici', 'recordsPerSecond').toFixed(2).padStart(13),
      ratio(name, 'undici', 'cpuMicrosPerRecord').toFixed(2).padStart(12),
      value(name, 'peakRssMb').toFixed(0).padStart(11),
    ].join(' | '),
  );
}
const rssAbove = value('weir', 'peakRssMb') - value('undici', 'peakRssMb');
printFigures([
  figure('CPU per record ÷ undici', ratio('weir', 'undici', 'cpuMicrosPerRecord'), 'at most', 1.5),
  figure('rate ÷ undici', ratio('weir', 'undici', 'recordsPerSecond'), 'at least', 0.65),
  figure('CPU ÷ undici, axios.create()', ratio('weir-axios', 'undici', 'cpuMicrosPerRecord'), 'at most', 2.5),
  figure('CPU ÷ undici, new axios.Axios()', ratio('weir-slim-axios', 'undici', 'cpuMicrosPerRecord'), 'at most', 2.5),
  figure('rate ÷ axios + agent + axios-retry', ratio('weir', 'axios-retry', 'recordsPerSecond'), 'at least', 8),
  figure(
    'CPU of axios + agent + axios-retry ÷ ours',
    ratio('axios-retry', 'weir', 'cpuMicrosPerRecord'),
    'at least',
    8,
  ),
  figure('rate ÷ node:http', ratio('weir', 'node-http', 'recordsPerSecond'), 'at least', 1.7),
  figure('CPU of node:http ÷ ours', ratio('node-http', 'weir', 'cpuMicrosPerRecord'), 'at least', 1.7),
  figure('p99 latency ÷ undici', ratio('weir', 'undici', 'p99Ms', latencies), 'at most', 1.5),
  figure('peak RSS above undici, full queue, MB', rssAbove, 'at most', 120),
]);
