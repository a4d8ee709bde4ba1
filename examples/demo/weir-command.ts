import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const weir = join(root, 'packages/cli/bin/weir.js');

/** Runs the `weir` command as a user would, shows what is typed, and gives its exit code. */
export async function runWeir(args: readonly string[]): Promise<number> {
  console.log(`\n$ weir ${args.join(' ')}`);
  const child = spawn(process.execPath, [weir, ...args], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  // A signal reaches weir as well, which then drains: wait for it instead of leaving it behind.
  const stop = new AbortController();
  const onSignal = (): void => {
    stop.abort(new Error('The demo was stopped.'));
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  const [code] = (await once(child, 'close')) as [number | null];
  process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  stop.signal.throwIfAborted();
  return code ?? 1;
}
