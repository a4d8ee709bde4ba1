import type { Terminal } from '../output/terminal.js';
import type { FlagTable, FlagValues } from './flag.js';

/** A command line, read. */
export interface Invocation<F extends FlagTable = FlagTable> {
  /** Empty for a command without operand. */
  readonly operand: string;
  readonly flags: FlagValues<F>;
  /** Job parameters as `--key=value`, in their order. */
  readonly parameters: readonly string[];
}

/** A command of `weir`: plain data and a function. */
export interface Command<F extends FlagTable = FlagTable> {
  /** One or two words: `letters list`. */
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  /** What stands behind the name, when something must. */
  readonly operand?: { readonly name: string; readonly doc: string };
  readonly flags: F;
  /** Runs it and resolves to the exit code. Whatever it throws is shown as an error. */
  run(invocation: Invocation<F>, terminal: Terminal): Promise<number>;
}

/** Declares a command; the types of its flags reach its `run` and end there. */
export function command<F extends FlagTable>(definition: Command<F>): Command {
  return definition;
}
