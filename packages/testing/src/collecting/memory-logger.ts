import type { LogFields, Logger } from '@weir/core';

/** A line that was logged. */
export interface LogEntry {
  readonly level: keyof Logger;
  readonly message: string;
  readonly fields: LogFields;
}

/** A logger that keeps what it is told. */
export class MemoryLogger implements Logger {
  readonly #entries: LogEntry[] = [];

  /** Everything in its order. */
  get entries(): readonly LogEntry[] {
    return this.#entries;
  }

  /** The messages of one level, or of all. */
  messages(level?: keyof Logger): readonly string[] {
    return this.#entries.filter((entry) => level === undefined || entry.level === level).map(({ message }) => message);
  }

  debug(message: string, fields?: LogFields): void {
    this.#keep('debug', message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.#keep('info', message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.#keep('warn', message, fields);
  }

  error(message: string, fields?: LogFields): void {
    this.#keep('error', message, fields);
  }

  #keep(level: keyof Logger, message: string, fields: LogFields = {}): void {
    this.#entries.push(Object.freeze({ level, message, fields: Object.freeze({ ...fields }) }));
  }
}
