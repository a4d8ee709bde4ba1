// Source → map → HTTP sink against bare clients, interleaved in one run. See bench/README.md.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
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
const share = { 'node-http': 0.5, axios: 0.1 };

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

const target = await startTarget();
const samples = Object.fromEntries(Object.keys(clients).map((name) => [name, []]));
try {
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const name of Object.keys(clients)) {
      const count = Math.round(Number(values.records) * (share[name] ?? 1));
      const output = execFileSync('node', [child, name, target.url, String(count), values['in-flight']]);
      samples[name].push(JSON.parse(output.toString()));
    }
    process.stderr.write(`round ${round + 1} of ${values.rounds}\n`);
  }
} finally {
  target.stop();
}

const figure = (name, key) => median(samples[name].map((sample) => sample[key]));
console.log('client      | records/s | CPU µs/record | rate ÷ undici | CPU ÷ undici | peak RSS MB');
for (const name of Object.keys(clients)) {
  const rate = figure(name, 'recordsPerSecond');
  const cpu = figure(name, 'cpuMicrosPerRecord');
  const ratios = (key) => median(samples[name].map((sample, i) => sample[key] / samples.undici[i][key])).toFixed(2);
  console.log(
    [
      name.padEnd(11),
      rate.toFixed(0).padStart(9),
      cpu.toFixed(1).padStart(13),
      ratios('recordsPerSecond').padStart(13),
      ratios('cpuMicrosPerRecord').padStart(12),
      figure(name, 'peakRssMb').toFixed(0).padStart(11),
    ].join(' | '),
  );
}
