// The same jobs on the local runner, on Prism and on Flink, interleaved in one run; functions run in this process.
// `npm run build` first; starts the engines of services/.
//   node bench/beam/run.mjs [--http 50000] [--map 1000000] [--rounds 3]
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createJiti } from 'jiti';
import { runBeam } from '@weir/runner-beam';
import { runLocal } from '@weir/runner-local';
import { median } from '../median.mjs';
import { startTarget } from '../target/start-target.mjs';

const { values } = parseArgs({
  options: {
    http: { type: 'string', default: '50000' },
    map: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '3' },
  },
});
const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const jobModule = path('jobs.ts');
const jobs = await createJiti(import.meta.url).import(jobModule);
const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Starts an engine; its address and a look at the CPU time (seconds) that its process has used. */
function startEngine(service, variable) {
  const rig = (...words) => execFileSync('node', [path('../../services/run.mjs'), service, ...words]).toString();
  const endpoint = JSON.parse(rig('start', '--json'))[variable];
  const folder = path(`../../.services/${service}@${service === 'prism' ? '2.77.0' : '2.62.0'}`);
  const { pid } = JSON.parse(readFileSync(`${folder}/server.pid.json`, 'utf8'));
  const cpuSeconds = () => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100; // utime and stime of proc_pid_stat(5), in ticks
  };
  return { run: (exportName, args) => runBeam({ endpoint, jobModule, exportName, args, logger: silent }), cpuSeconds };
}

const engines = {
  local: { run: (exportName, args) => runLocal(jobs[exportName], { args, logger: silent }), cpuSeconds: () => 0 },
  prism: startEngine('prism', 'WEIR_PRISM_ENDPOINT'),
  flink: startEngine('flink', 'WEIR_FLINK_ENDPOINT'),
};

async function measure({ run, cpuSeconds }, exportName, count, args) {
  delete globalThis.weirBenchFirstAt;
  const [startedAt, ownCpu, engineCpu] = [performance.now(), process.cpuUsage(), cpuSeconds()];
  const { ledger } = await run(exportName, { 'bench.count': String(count), ...args });
  const seconds = (performance.now() - startedAt) / 1_000;
  const { user, system } = process.cpuUsage(ownCpu);
  if (ledger.delivered !== count) throw new Error(`${exportName}: ${JSON.stringify(ledger)} of ${count}`);
  return {
    rate: count / seconds,
    ownCpu: (user + system) / count,
    engineCpu: ((cpuSeconds() - engineCpu) * 1e6) / count,
    firstMs: globalThis.weirBenchFirstAt - startedAt,
  };
}

const target = await startTarget();
const cases = [
  ['HTTP sink', 'HttpJob', Number(values.http), { 'bench.url': target.url }],
  ['map', 'MapJob', Number(values.map), {}],
  ['map, reshuffled', 'MapJob', Number(values.map), { 'bench.shuffle': 'true' }],
];
const samples = new Map();
try {
  for (let round = 0; round <= Number(values.rounds); round++) {
    for (const [title, exportName, count, args] of cases) {
      for (const [name, engine] of Object.entries(engines)) {
        const sample = await measure(engine, exportName, round === 0 ? Math.ceil(count / 20) : count, args);
        const key = `${title} | ${name}`;
        // The first round warms up.
        if (round > 0) samples.set(key, [...(samples.get(key) ?? []), sample]);
      }
    }
    process.stderr.write(`round ${round} of ${values.rounds}\n`);
  }
} finally {
  target.stop();
}
console.log('job | runner | records/s | CPU µs/record here | in the engine | first record ms');
for (const [key, taken] of samples) {
  const figure = (name) => median(taken.map((sample) => sample[name]));
  const cpu = `${figure('ownCpu').toFixed(1)} | ${figure('engineCpu').toFixed(1)}`;
  console.log(`${key} | ${Math.round(figure('rate'))} | ${cpu} | ${Math.round(figure('firstMs'))}`);
}
process.exit();
