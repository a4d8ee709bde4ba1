export { describeArguments, usageLine } from './arguments/help.js';
export type { Command } from './arguments/command.js';
export { commands } from './commands/command-table.js';
export { main } from './main.js';
export { Terminal, type OutputStream } from './output/terminal.js';
