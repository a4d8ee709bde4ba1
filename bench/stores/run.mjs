// Letters per second that each dead-letter store takes, what an outage of the endpoint costs, and how fast a replay is
// beside the job that forwards the same records. Starts the servers itself. See bench/README.md.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { median } from '../median.mjs';
import { startTarget } from '../target/start-target.mjs';
import { configurationOf, startServer, stopServer, storeNames } from './stores.mjs';

const { values } = parseArgs({
  options: {
    stores: { type: 'string', default: storeNames.join(',') },
    letters: { type: 'string', default: '20000' },
    lone: { type: 'string', default: '200' },
    records: { type: 'string', default: '30000' },
    rounds: { type: 'string', default: '3' },
    'delay-ms': { type: 'string', default: '20' },
  },
});

const run = promisify(execFile);
const pathOf = (name) => fileURLToPath(new URL(name, import.meta.url));

/** An endpoint that takes its time, as real ones do. */
async function startSlowEndpoint() {
  const child = spawn('node', [pathOf('../backpressure/slow-endpoint.mjs'), values['delay-ms']], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = await once(child.stdout, 'data');
  return { url: `http://127.0.0.1:${String(port).trim()}`, stop: () => child.kill() };
}

async function child(name, ...args) {
  const { stdout } = await run('node', [pathOf(name), ...args]);
  return JSON.parse(stdout);
}

async function measureStore(store, endpoints) {
  const variables = startServer(store);
  try {
    const append = await child(
      'append.mjs',
      JSON.stringify(configurationOf(store, variables)),
      values.letters,
      values.lone,
    );
    const rounds = [];
    for (const { url } of endpoints) {
      rounds.push(await child('replay.mjs', store, JSON.stringify(variables), url, values.records, values.rounds));
    }
    return { append, rounds };
  } finally {
    stopServer(store);
  }
}

const whole = (number) => number.toFixed(0);
const middle = (rounds, figure) => median(rounds.map(figure));

function cellsOf(rounds) {
  return [
    whole(middle(rounds, ({ forward }) => forward)),
    whole(middle(rounds, ({ replay }) => replay)),
    middle(rounds, ({ replay, forward }) => replay / forward).toFixed(2),
  ];
}

function rowOf(store, { append, rounds: [fast, slow] }) {
  const memory = [0, 1].map((half) => middle(fast, ({ peakMb }) => peakMb[half]));
  const outage = [whole(middle(fast, (round) => round.outage)), memory.join(', ')];
  const cpu = ['forward', 'replay'].map((kind) => middle(fast, (round) => round.cpu[kind]).toFixed(0));
  return [
    store,
    ...['lone', 'callers', 'batches'].map((kind) => whole(append[kind])),
    ...outage,
    ...cellsOf(fast),
    cpu.join(', '),
    ...cellsOf(slow),
  ];
}

const late = `${values['delay-ms']} ms`;
const columns = [
  ...['store', 'letters/s one by one', '64 callers', 'batches', 'outage: letters/s', 'peak MB, both halves'],
  ...['forward/s', 'replay/s', 'ratio', 'CPU µs of each', `forward/s, ${late}`, `replay/s, ${late}`, `ratio, ${late}`],
];
const printRow = (cells) => console.log(`| ${cells.map((cell, i) => cell.padStart(columns[i].length)).join(' | ')} |`);

const endpoints = [await startTarget(), await startSlowEndpoint()];
try {
  printRow(columns);
  for (const store of values.stores.split(',')) printRow(rowOf(store, await measureStore(store, endpoints)));
} finally {
  for (const endpoint of endpoints) endpoint.stop();
}
