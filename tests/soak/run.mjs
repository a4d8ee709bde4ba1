// The soak: a job at full speed against an endpoint that misbehaves at random, then drained. Exits 1 when a record was
// lost, when its memory grows, or when a socket, a timer, a handle or a file is left over. `npm run build` first.
//   node tests/soak/run.mjs [--minutes 10] [--seed N] [--max-slope-mb 1]
// In a run of less than five minutes the process is still taking its size: then it is its heap that must not grow.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createJiti } from 'jiti';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    'max-slope-mb': { type: 'string', default: '1' },
  },
});
const [minutes, seed, maxSlopeMb] = [values.minutes, values.seed, values['max-slope-mb']].map(Number);
/** What the noise of a short run stays below, and a leak of a few bytes a record does not. */
const shortHeapSlopeMb = 10;
const load = (file) => createJiti(import.meta.url).import(file);
const { interruptListener, startSoakEndpoint, TakenRecords } = await load('./soak-endpoint.ts');
const { leftOver, lostRecords, slopePerMinute } = await load('./judge-soak.ts');
const { letterNumbers } = await load('../rig/open-letters.ts');
const { recordRow } = await load('../rig/matrix.ts');

console.log(`soak of ${minutes} min, seed ${seed}`);
const folder = mkdtempSync(join(tmpdir(), 'weir-soak-'));
const taken = new TakenRecords();
const endpoint = await startSoakEndpoint(seed, taken);
const job = fork(fileURLToPath(new URL('soak-job.mjs', import.meta.url)), [endpoint.url, folder], {
  execArgv: ['--expose-gc'],
});
const startedAt = Date.now();
const samples = [];
const after = new Promise((resolve, reject) => {
  job.on('message', (message) => {
    const sample = { ...message, minute: (Date.now() - startedAt) / 60_000 };
    samples.push(sample);
    if (message.kind === 'after') resolve(sample);
  });
  job.on('exit', (code, signal) => reject(new Error(`the job ended by itself: ${code ?? signal}`)));
});
const over = new AbortController();
const interruptions = interruptListener(endpoint, seed, over.signal);
setTimeout(() => (over.abort(), job.send('end')), minutes * 60_000);
const end = await after;
job.removeAllListeners('exit');
job.send('leave');
// A process that something keeps alive does not end by itself.
const ended = await Promise.race([
  once(job, 'exit').then(([code]) => code === 0),
  new Promise((resolve) => setTimeout(resolve, 20_000, false).unref()),
]);
job.kill('SIGKILL');
await endpoint.close();

const letters = await letterNumbers(folder);
rmSync(folder, { recursive: true });
const { accepted, delivered, deadLettered, held } = end.ledger;
const lost = lostRecords(accepted, (n) => taken.has(n) || letters.has(n));
// The heap of a process takes its size in the first minutes.
const settled = samples.filter(({ kind, minute }) => kind === 'sample' && minute >= minutes / 3);
const rssSlope = slopePerMinute(settled, 'rssMb');
const heapSlope = slopePerMinute(settled, 'heapMb');
const before = samples[0];
const findings = [
  ...(lost > 0 ? [`${lost} records are neither at the endpoint nor in the letters`] : []),
  ...(held > 0 ? [`${held} records are held after the drain`] : []),
  ...(end.state === 'drained' ? [] : [`the state is ${end.state}`]),
  ...(minutes >= 5 && rssSlope > maxSlopeMb ? [`the memory grows by ${rssSlope.toFixed(2)} MB a minute`] : []),
  ...(minutes < 5 && heapSlope > shortHeapSlopeMb ? [`the heap grows by ${heapSlope.toFixed(2)} MB a minute`] : []),
  ...leftOver(before, end).map((left) => `left over: ${left}`),
  ...(end.files > before.files ? [`${end.files - before.files} files are still open`] : []),
  ...(ended ? [] : ['the process does not end by itself']),
];
const note =
  `${minutes} min from seed ${seed}, ${Math.round(accepted / minutes / 60)} records/s, ${await interruptions} times no listener; ` +
  `RSS ${Math.round(Math.max(...settled.map(({ rssMb }) => rssMb)))} MB at most, slope ${rssSlope.toFixed(2)} MB/min, ` +
  `slope of the heap ${heapSlope.toFixed(2)} MB/min; no socket, timer or handle left over`;
console.log(
  JSON.stringify(
    { ...end.ledger, lost, duplicates: taken.duplicates, checkpoints: end.checkpoints, note, findings },
    null,
    2,
  ),
);
if (findings.length === 0) {
  recordRow('soak', {
    ...{ accepted, delivered: delivered, deadLettered, held, lost, duplicates: taken.duplicates },
    recoveryMs: end.drainMs,
    note,
  });
}
console.log(findings.length === 0 ? '1 passed, 0 failed' : '0 passed, 1 failed');
process.exitCode = findings.length === 0 ? 0 : 1;
