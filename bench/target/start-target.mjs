import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('target.c', import.meta.url));

/** Compiles and starts the C target; gives its URL, its counters and a way to stop it. Needs `cc`. */
export async function startTarget() {
  const directory = mkdtempSync(join(tmpdir(), 'weir-target-'));
  const binary = join(directory, 'target');
  execFileSync('cc', ['-O2', '-w', '-o', binary, source]);
  const child = spawn(binary, ['0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await new Promise((resolve, reject) => {
    child.once('error', reject);
    createInterface({ input: child.stdout }).once('line', (text) => resolve([text]));
  });
  const url = `http://127.0.0.1:${line.split(' ')[1]}`;
  return {
    url,
    /** How many requests and connections it has seen. */
    async counts() {
      const [requests, connections] = (await (await fetch(`${url}/__count`)).text()).trim().split(' ').map(Number);
      return { requests, connections };
    },
    stop() {
      child.kill();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
