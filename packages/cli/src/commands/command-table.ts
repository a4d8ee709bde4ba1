import type { Command } from '../arguments/command.js';
import { checkCommand } from './check.js';
import { graphCommand } from './graph.js';
import { lettersExportCommand } from './letters-export.js';
import { lettersListCommand } from './letters-list.js';
import { lettersPurgeCommand } from './letters-purge.js';
import { lettersReplayCommand } from './letters-replay.js';
import { lettersShowCommand } from './letters-show.js';
import { runCommand } from './run.js';
import { workerCommand } from './worker.js';

/** Every command of `weir`, in the order of the help text. A new command is one line here. */
export const commands: readonly Command[] = Object.freeze([
  runCommand,
  checkCommand,
  graphCommand,
  lettersListCommand,
  lettersShowCommand,
  lettersExportCommand,
  lettersReplayCommand,
  lettersPurgeCommand,
  workerCommand,
]);
