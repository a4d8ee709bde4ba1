import { z } from 'zod';

/** One flag of a command, declared once: parsing, `--help` and the reference are made of it. */
export interface Flag<S extends z.ZodType = z.ZodType> {
  /** Reads the text that was given, or the list of texts of a repeatable flag; undefined when none was. */
  readonly schema: S;
  /** What the value is called in the usage line: `FILE`; absent for a switch, which is `true` when it is given. */
  readonly value?: string;
  /** What the value must be, for messages. */
  readonly expected: string;
  /** One sentence, with unit. */
  readonly doc: string;
  /** Default as it would be typed; absent means none. */
  readonly default?: string;
  /** May be given several times; all values count. */
  readonly repeatable?: boolean;
}

/** The flags of a command by name, without dashes. A name has no dot: those are job parameters. */
export type FlagTable = Readonly<Record<string, Flag>>;

/** The values of a table's flags. */
export type FlagValues<F extends FlagTable> = { readonly [K in keyof F]: z.output<F[K]['schema']> };

/** Declares a flag that is either given or not. */
export function switchFlag(doc: string): Flag<z.ZodType<boolean>> {
  return {
    schema: z
      .literal('true')
      .optional()
      .transform((given) => given !== undefined),
    expected: 'given alone',
    doc,
  };
}

/** Declares a flag. */
export function flag<S extends z.ZodType>(schema: S, spec: Omit<Flag, 'schema'>): Flag<S> {
  return { schema, ...spec };
}
