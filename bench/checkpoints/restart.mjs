// From the start of a process that goes on from a checkpoint to its first request: kills `weir run` with -9 and starts it
// again, several times. Exits 1 when the median of the times by the clock is above --max-ms; the CPU time beside it says
// what a busy machine adds. See bench/README.md.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { median } from '../median.mjs';

const { values } = parseArgs({
  options: { restarts: { type: 'string', default: '10' }, 'max-ms': { type: 'string', default: '2000' } },
});
const packages = fileURLToPath(new URL('../../packages', import.meta.url));
const weir = join(packages, 'cli/bin/weir.js');

const job = (url) => `
import { StreamingJob, type StreamingContext } from '@weir/core';
import { HttpSink } from '@weir/sink-http';

export default class Endless extends StreamingJob {
  override handle(context: StreamingContext): void {
    const requests = context.generate({ ratePerSecond: 500 }).map((n) => \`${url}/r?n=\${n}\`);
    new HttpSink(context).post(requests).uid('out');
  }
}
`;

let onRequest = () => undefined;
const server = createServer((request, response) => {
  request.resume();
  response.end();
  onRequest();
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const folder = mkdtempSync(join(tmpdir(), 'weir-restart-'));
mkdirSync(join(folder, 'node_modules/@weir'), { recursive: true });
for (const name of ['core', 'sink-http']) symlinkSync(join(packages, name), join(folder, 'node_modules/@weir', name));
writeFileSync(join(folder, 'package.json'), '{}');
writeFileSync(join(folder, 'job.ts'), job(`http://127.0.0.1:${server.address().port}`));

/** User and system time of a process and its threads so far; clock ticks are hundredths of a second on Linux. */
function cpuMs(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Runs the job until 300 requests have come, then kills it; gives what its first request took. */
async function run() {
  const startedAt = performance.now();
  const child = spawn('node', [weir, 'run', 'job.ts', '--execution.checkpointing.interval', '100ms'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (text) => (said += text));
  let first;
  await new Promise((resolve) => {
    let requests = 0;
    onRequest = () => {
      first ??= { ms: performance.now() - startedAt, cpuMs: cpuMs(child.pid) };
      if (++requests === 300) resolve();
    };
  });
  child.kill('SIGKILL');
  await once(child, 'close');
  return { ...first, resumed: said.includes('Resuming') };
}

await run();
const restarts = [];
while (restarts.length < Number(values.restarts)) restarts.push(await run());
server.close();
server.closeAllConnections();
rmSync(folder, { recursive: true });

const middle = (key) => median(restarts.map((one) => one[key]));
const resumed = restarts.filter((one) => one.resumed).length;
const ok = middle('ms') <= Number(values['max-ms']) && resumed === restarts.length;
console.log(
  JSON.stringify({ ok, resumed, medianMs: Math.round(middle('ms')), medianCpuMs: Math.round(middle('cpuMs')) }),
);
process.exitCode = ok ? 0 : 1;
