import type { Logger } from '@weir/core';
import type { Connection } from '../protocol/connection.js';
import { protos } from '../protocol/protos.js';

/** `LogEntry.Severity` by the levels of a logger. */
const severities = { debug: 'DEBUG', info: 'INFO', warn: 'WARN', error: 'ERROR' } as const;

/** The logger of a worker: what it is told goes to the engine's log, and to `local`. */
export class LogChannel implements Logger {
  readonly #local: Logger;
  readonly #stream;
  #open = true;
  readonly debug = this.#level('debug');
  readonly info = this.#level('info');
  readonly warn = this.#level('warn');
  readonly error = this.#level('error');

  constructor(connection: Connection, local: Logger) {
    this.#local = local;
    this.#stream = connection.open(protos.BeamFnLogging.service.Logging);
    // Not worth more: the control stream tells of a lost engine.
    this.#stream.on('error', () => (this.#open = false));
    this.#stream.on('end', () => (this.#open = false));
    this.#stream.resume();
  }

  close(): void {
    if (this.#open) this.#stream.end();
    this.#open = false;
  }

  #level(level: keyof typeof severities): Logger['info'] {
    return (message, fields) => {
      this.#local[level](message, fields);
      if (!this.#open) return;
      const now = Date.now();
      const timestamp = { seconds: Math.floor(now / 1_000), nanos: (now % 1_000) * 1_000_000 };
      const text = fields ? `${message} ${JSON.stringify(fields)}` : message;
      this.#stream.write({ logEntries: [{ severity: severities[level], timestamp, message: text }] });
    };
  }
}
