import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findCommand } from './arguments/find-command.js';
import { commandHelp, programHelp } from './arguments/help.js';
import { parseArguments } from './arguments/parse-arguments.js';
import { commands } from './commands/command-table.js';
import { exitCodeOf, exitCodes } from './exit-code.js';
import { formatError, formatErrorStacks } from './output/format-error.js';
import { Terminal } from './output/terminal.js';

const asksForHelp = (args: readonly string[]): boolean => args.includes('--help') || args.includes('-h');

function version(): string {
  const manifest = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8')) as { version: string };
  return manifest.version;
}

async function dispatch(args: readonly string[], terminal: Terminal): Promise<number> {
  const [first] = args;
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
    terminal.print(programHelp(commands));
    return first === undefined ? exitCodes.usage : exitCodes.success;
  }
  if (first === '--version') {
    terminal.print(version());
    return exitCodes.success;
  }
  const { command, rest } = findCommand(commands, args);
  if (asksForHelp(rest)) {
    terminal.print(commandHelp(command));
    return exitCodes.success;
  }
  return command.run(parseArguments(command, rest), terminal);
}

/** Does what a command line asks for and resolves to the exit code. `args` is what stands behind `weir`. */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    return await dispatch(args, terminal);
  } catch (error) {
    terminal.note(terminal.paintNote('bad', formatError(error)));
    if (process.env['WEIR_DEBUG']) terminal.note(formatErrorStacks(error));
    return exitCodeOf(error);
  }
}

/** Whoever reads the output may leave early, as `head` does; a job goes on. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

/** The program `weir`: runs {@link main} with the arguments of this process and ends it. */
export function runProgram(): void {
  const { stdout, stderr, env, argv } = process;
  stdout.on('error', ignoreClosedPipe);
  stderr.on('error', ignoreClosedPipe);
  void main(argv.slice(2), new Terminal(stdout, stderr, env)).then((exitCode) => {
    // A job may have left a timer or a socket behind: the process ends all the same, once everything is written.
    stdout.write('', () => process.exit(exitCode));
  });
}
