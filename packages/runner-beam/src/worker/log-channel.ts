import type { ClientDuplexStream } from '@grpc/grpc-js';
import type { Logger } from '@weir/core';
import type { Connection } from '../protocol/connection.js';
import type { LogEntry } from '../protocol/messages.js';
import { loggingMethod } from '../protocol/methods.js';

/** Numbers of `LogEntry.Severity`. */
const severities = { debug: 2, info: 3, warn: 5, error: 6 } as const;

type LogMessage = { readonly logEntries: readonly LogEntry[] };

/** The logger of a worker: what it is told goes to the engine's log, and to `local`. */
export class LogChannel implements Logger {
  readonly #local: Logger;
  readonly #stream: ClientDuplexStream<LogMessage, object>;
  #open = true;
  readonly debug = this.#level('debug');
  readonly info = this.#level('info');
  readonly warn = this.#level('warn');
  readonly error = this.#level('error');

  constructor(connection: Connection, local: Logger) {
    this.#local = local;
    this.#stream = connection.open(loggingMethod);
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
