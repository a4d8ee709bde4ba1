import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

import { explainSpawnError } from './spawn-error.mjs';

/** Runs a program to its end and returns what it printed; throws with all of it when the program fails. */
export async function runProgram(file, args, { cwd, env } = {}) {
  const program = spawn(file, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = once(program, 'close').catch(explainSpawnError);
  const [[code], output, errors] = await Promise.all([closed, text(program.stdout), text(program.stderr)]);
  if (code !== 0) throw new Error(`${file} ${args.join(' ')} failed with code ${code}:\n${output}${errors}`);
  return output;
}
