import { parseArgs } from 'node:util';
import { nearest, WeirError } from '@weir/core';
import type { Command, Invocation } from './command.js';
import type { Flag } from './flag.js';

/** One `--name value` or `--name=value`, or a word that is neither. */
type Token = { readonly kind: 'option'; readonly name: string; readonly value: string } | Word;
type Word = { readonly kind: 'word'; readonly text: string };

const nameOf = (arg: string): string | undefined => /^--([^=\s]+)/.exec(arg)?.[1];

/** Every dashed word but the switches as an option with a value; which names are allowed is not looked at. @throws CLI_USAGE */
function tokenize(args: readonly string[], switches: readonly string[]): Token[] {
  const names = args.map(nameOf).filter((name) => name !== undefined);
  const typeOf = (name: string) => (switches.includes(name) ? ('boolean' as const) : ('string' as const));
  const options = Object.fromEntries(names.map((name) => [name, { type: typeOf(name), multiple: true }]));
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true, allowPositionals: true });
  return tokens.flatMap((token): Token[] => {
    if (token.kind === 'positional') return [{ kind: 'word', text: token.value }];
    if (token.kind === 'option-terminator') return [];
    const { name, rawName, value, inlineValue } = token;
    if (!rawName.startsWith('--')) throw usage(`${rawName} is not a flag: flags begin with two dashes.`);
    if (switches.includes(name)) return [{ kind: 'option', name, value: value ?? 'true' }];
    if (value === undefined || (!inlineValue && value.startsWith('--'))) throw usage(`--${name} has no value.`);
    return [{ kind: 'option', name, value }];
  });
}

function usage(message: string): WeirError {
  return new WeirError('CLI_USAGE', message);
}

/** An error for a flag that `command` does not have, with the nearest one that it has. */
function unknownFlag(name: string, command: Command): WeirError {
  const known = [...Object.keys(command.flags), 'help'];
  const suggestion = nearest(name, known, 3);
  return new WeirError(
    'CLI_USAGE',
    `--${name} is not a flag of weir ${command.name}` +
      (suggestion === undefined ? '.' : `. Did you mean --${suggestion}?`),
    { details: { flag: name, nearest: suggestion } },
  );
}

function readFlag(name: string, flag: Flag, given: readonly string[]): unknown {
  const input = flag.repeatable ? given : (given.at(-1) ?? flag.default);
  const parsed = flag.schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw usage(`--${name}: "${given.join(' ')}" is not ${flag.expected}.`);
}

function readOperand(command: Command, words: readonly string[]): string {
  const { operand, name } = command;
  const wanted = operand ? 1 : 0;
  if (operand && words[0] === undefined) throw usage(`weir ${name} needs ${operand.name}: ${operand.doc}`);
  if (words.length > wanted) throw usage(`"${words[wanted] ?? ''}" is one argument too many for weir ${name}.`);
  return words[0] ?? '';
}

/**
 * Reads what stands behind the name of `command`. The command's flags are a closed list; a name with a dot is a job
 * parameter.
 *
 * @throws CLI_USAGE
 */
export function parseArguments(command: Command, args: readonly string[]): Invocation {
  const words: string[] = [];
  const parameters: string[] = [];
  const given = new Map<string, string[]>();
  const switches = Object.keys(command.flags).filter((name) => command.flags[name]?.value === undefined);
  for (const token of tokenize(args, switches)) {
    if (token.kind === 'word') words.push(token.text);
    else if (token.name.includes('.')) parameters.push(`--${token.name}=${token.value}`);
    else if (Object.hasOwn(command.flags, token.name)) {
      given.set(token.name, [...(given.get(token.name) ?? []), token.value]);
    } else throw unknownFlag(token.name, command);
  }
  const flags = Object.entries(command.flags).map(([name, flag]) => [
    name,
    readFlag(name, flag, given.get(name) ?? []),
  ]);
  return { operand: readOperand(command, words), flags: Object.fromEntries(flags) as Invocation['flags'], parameters };
}
