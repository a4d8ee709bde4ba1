/** Plain values that go with a log line; never secrets. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where Weir says what a user should know. Called at any time, must not throw, never awaited. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

function writeLine(level: string, message: string, fields?: LogFields): void {
  const rest = fields === undefined ? '' : ` ${JSON.stringify(fields)}`;
  process.stderr.write(`weir ${level}: ${message}${rest}\n`);
}

/** The logger of programs that bring none: warnings and errors on standard error, the rest is dropped. */
export const stderrLogger: Logger = Object.freeze({
  debug: () => undefined,
  info: () => undefined,
  warn: (message: string, fields?: LogFields) => {
    writeLine('warning', message, fields);
  },
  error: (message: string, fields?: LogFields) => {
    writeLine('error', message, fields);
  },
});
