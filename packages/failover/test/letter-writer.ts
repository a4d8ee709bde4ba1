import type { DeadLetter } from '@weir/core';
import type { LetterWriter } from '@weir/testing';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const packageFolder = resolve(__dirname, '..');
const prefix = 'http.sink.failover';

/** Appends the letters of standard input, three at a time, and prints their ids once they are acknowledged. */
const script = `
  const { text } = require('node:stream/consumers');
  const { Parameters } = require('@weir/core');
  const { openStore, resolveFailover } = require(process.argv[1]);
  const store = openStore(resolveFailover(Parameters.of(JSON.parse(process.argv[2])).entries(), '${prefix}'));
  (async () => {
    const letters = JSON.parse(await text(process.stdin));
    for (let from = 0; from < letters.length; from += 3) {
      const batch = letters.slice(from, from + 3);
      await store.append(batch);
      console.log(JSON.stringify(batch.map(({ id }) => id)));
    }
    await store.close();
  })();
`;

/** Processes that append to stores. They use the built package. */
export class LetterWriters {
  readonly #children = new Set<ChildProcess>();

  /** Builds what the processes run. */
  async build(): Promise<void> {
    await promisify(execFile)(process.execPath, [require.resolve('typescript/bin/tsc'), '-b', packageFolder]);
  }

  /** Appends `letters` to the store that `values` names, by the keys below `http.sink.failover`. */
  start(values: Readonly<Record<string, string | number>>, letters: readonly DeadLetter[]): LetterWriter {
    // The store must take them: what a spill would hold is no proof.
    const settings = JSON.stringify({ 'spill.maxBytes': 0, ...values });
    const args = ['-e', script, join(packageFolder, 'dist/index.js'), settings];
    const child = spawn(process.execPath, args, { cwd: packageFolder, stdio: ['pipe', 'pipe', 'inherit'] });
    this.#children.add(child);
    child.stdin.on('error', () => child.kill('SIGKILL')).end(JSON.stringify(letters));
    const done = once(child, 'exit').then(([code, signal]) => {
      this.#children.delete(child);
      if (code !== 0 && signal !== 'SIGKILL')
        throw new Error(`the process that writes letters ended with ${String(code)}`);
    });
    return {
      acknowledged: parseLines(createInterface({ input: child.stdout })),
      done,
      kill: () => void child.kill('SIGKILL'),
    };
  }

  /** Ends those that still run. */
  stop(): void {
    for (const child of this.#children) child.kill('SIGKILL');
  }
}

async function* parseLines(lines: AsyncIterable<string>): AsyncGenerator<readonly string[]> {
  for await (const line of lines) yield JSON.parse(line) as string[];
}
