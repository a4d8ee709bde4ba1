import { formatTable } from '../output/format-table.js';
import type { Command } from './command.js';
import type { Flag } from './flag.js';

const parametersDoc = 'A parameter of the job: its name has a dot. Wins over the configuration file.';

function withValue(name: string, flag: Flag): string {
  return flag.value === undefined ? `--${name}` : `--${name} ${flag.value}`;
}

/** The usage line: `weir run FILE [--conf FILE] [--key.with.dot VALUE …]`. */
export function usageLine(command: Command): string {
  const operand = command.operand ? [command.operand.name] : [];
  const flags = Object.entries(command.flags).map(([name, flag]) => {
    return `[${withValue(name, flag)}${flag.repeatable ? ' …' : ''}]`;
  });
  return ['weir', command.name, ...operand, ...flags, '[--key.with.dot VALUE …]'].join(' ');
}

/** Name and meaning of everything that can stand behind a command. */
export function describeArguments(command: Command): (readonly [name: string, doc: string])[] {
  const flags = Object.entries(command.flags).map(([name, flag]) => {
    const remark = flag.default === undefined ? '' : ` Default ${flag.default}.`;
    return [withValue(name, flag), `${flag.doc}${remark}`] as const;
  });
  const operand = command.operand ? [[command.operand.name, command.operand.doc] as const] : [];
  return [...operand, ...flags, ['--key.with.dot VALUE', parametersDoc]];
}

/** What `weir COMMAND --help` prints. */
export function commandHelp(command: Command): string {
  const rows = describeArguments(command).map(([name, doc]) => [`  ${name}`, doc]);
  return [command.summary, '', usageLine(command), '', formatTable(rows)].join('\n');
}

/** What `weir --help` prints. */
export function programHelp(commands: readonly Command[]): string {
  const rows = commands.map(({ name, summary }) => [`  weir ${name}`, summary]);
  const exits = [
    ['  0', 'success'],
    ['  1', 'the job failed, or what was asked for could not be done'],
    ['  2', 'success, with dead letters'],
    ['  64', 'wrong usage of the command line'],
  ];
  return [
    'Weir runs dataflow jobs: each record reaches its HTTP endpoint or a dead-letter store.',
    '',
    formatTable(rows),
    '',
    'weir COMMAND --help tells more. weir --version says the version.',
    '',
    'Exit codes',
    formatTable(exits),
  ].join('\n');
}
