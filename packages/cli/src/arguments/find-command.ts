import { nearest, WeirError } from '@weir/core';
import type { Command } from './command.js';

/** The command that `args` begins with, and the arguments behind its name. @throws CLI_USAGE */
export function findCommand(
  commands: readonly Command[],
  args: readonly string[],
): { readonly command: Command; readonly rest: readonly string[] } {
  for (const words of [2, 1]) {
    const command = commands.find(({ name }) => name === args.slice(0, words).join(' '));
    if (command) return { command, rest: args.slice(words) };
  }
  const group = commands.some(({ name }) => name.startsWith(`${args[0] ?? ''} `));
  const asked = args.slice(0, group ? 2 : 1).join(' ');
  const names = commands.map(({ name }) => name);
  const suggestion = nearest(asked, names, 4);
  throw new WeirError(
    'CLI_USAGE',
    `"${asked}" is not a command of weir. ` +
      (suggestion === undefined ? `Commands: ${names.join(', ')}.` : `Did you mean ${suggestion}?`),
    { details: { command: asked, nearest: suggestion } },
  );
}
