// Every figure of docs/performance.md by one command; arguments: --quick for a tenth of the records. See bench/README.md.
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

const quick = process.argv.includes('--quick');
const programs = [
  ['http-sink/run.mjs', '--records', quick ? '20000' : '100000', '--rounds', quick ? '3' : '7'],
  ['http-sink/lone-record.mjs', quick ? '300' : '1000'],
  ['pipeline/run.mjs', '--records', quick ? '500000' : '2000000'],
  ['http-sink/windows.mjs', '--window-records', quick ? '100000' : '1000000'],
];

console.log(`Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`);
for (const [program, ...args] of programs) {
  console.log(`\n== ${program} ${args.join(' ')}`);
  const path = fileURLToPath(new URL(program, import.meta.url));
  const { status } = spawnSync(process.execPath, [path, ...args], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
