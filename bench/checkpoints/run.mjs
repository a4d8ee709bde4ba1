// What a checkpoint every second costs at full load: with and without, interleaved in one run. Exits 1 when the median of
// the ratios is above --max-ratio. See bench/README.md.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { median } from '../median.mjs';
import { startTarget } from '../target/start-target.mjs';

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '300000' },
    rounds: { type: 'string', default: '7' },
    'interval-ms': { type: 'string', default: '1000' },
    'max-ratio': { type: 'string', default: '1.10' },
  },
});
const child = fileURLToPath(new URL('job.mjs', import.meta.url));

const target = await startTarget();
const rounds = [];
try {
  const run = (intervalMs) =>
    JSON.parse(execFileSync('node', [child, target.url, values.records, String(intervalMs)]).toString());
  for (let round = 0; round < Number(values.rounds); round++) {
    // Which goes first changes, so that a machine that slows down favours neither.
    const [first, second] = round % 2 === 0 ? [0, values['interval-ms']] : [values['interval-ms'], 0];
    const results = { [first]: run(first), [second]: run(second) };
    const [off, on] = [results[0], results[values['interval-ms']]];
    rounds.push({ off, on, ms: on.ms / off.ms, cpuMs: on.cpuMs / off.cpuMs });
    process.stderr.write(`round ${round + 1}: ${JSON.stringify(rounds.at(-1))}\n`);
  }
} finally {
  target.stop();
}

const perRecord = (key, of) => (1_000 * median(rounds.map((round) => round[of][key]))) / Number(values.records);
const ratios = { time: median(rounds.map(({ ms }) => ms)), cpu: median(rounds.map(({ cpuMs }) => cpuMs)) };
const figure = (of) => ({
  recordsPerSecond: Math.round(1e6 / perRecord('ms', of)),
  cpuMicrosPerRecord: Number(perRecord('cpuMs', of).toFixed(1)),
});
const ok = ratios.cpu <= Number(values['max-ratio']);
console.log(
  JSON.stringify({
    ok,
    timeRatio: Number(ratios.time.toFixed(3)),
    cpuRatio: Number(ratios.cpu.toFixed(3)),
    without: figure('off'),
    with: figure('on'),
    checkpointsPerRun: median(rounds.map(({ on }) => on.checkpoints)),
  }),
);
process.exitCode = ok ? 0 : 1;
