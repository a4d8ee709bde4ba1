import type { Connections } from './connections.js';

/**
 * The connections of a sink, shared by its writers. They outlive the last writer for a while: a runner that opens writers
 * one after the other does not connect anew for each.
 */
export class SharedConnections {
  readonly #open: () => Connections;
  readonly #keepMs: number;
  #connections: Connections | undefined;
  #users = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param keepMs how long they are kept behind the last writer; 0 closes them with it */
  constructor(open: () => Connections, keepMs: number) {
    this.#open = open;
    this.#keepMs = keepMs;
  }

  /** For a writer that begins; it gives them back once, with nothing in flight any more. */
  take(): Connections {
    clearTimeout(this.#timer);
    this.#users += 1;
    return (this.#connections ??= this.#open());
  }

  async giveBack(): Promise<void> {
    this.#users -= 1;
    if (this.#users > 0) return;
    if (this.#keepMs === 0) await this.close();
    // Nothing that a process would have to stay alive for.
    else this.#timer = setTimeout(() => void this.close(), this.#keepMs).unref();
  }

  /** Closes what nobody uses. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#users > 0) return;
    const connections = this.#connections;
    this.#connections = undefined;
    await connections?.close();
  }
}
