import { getOrCreate } from '../get-or-create.js';
import type { Connection } from '../protocol/connection.js';
import { protos, type Received } from '../protocol/protos.js';
import { InputQueue, type ElementsData } from './input-queue.js';

/** Bytes that may wait here, over all bundles, before the engine is made to wait. */
const waitingBytes = 16 * 1_048_576;

/** The data plane of a worker at one address: what all its bundles read and write, over one stream. */
export class DataChannel {
  readonly #stream;
  readonly #queues = new Map<string, InputQueue>();
  #waiting = 0;
  #drained: Promise<void> | undefined;
  #failure: Error | undefined;

  constructor(connection: Connection) {
    this.#stream = connection.open(protos.BeamFnData.service.Data);
    this.#stream.on('data', ({ data }: Received<'Elements'>) => data.forEach((part) => this.#receive(part)));
    this.#stream.on('error', (error) => this.#fail(error));
    this.#stream.on('end', () => this.#fail(new Error('the engine closed the data channel')));
  }

  /** What comes for one bundle. Data may be there before the bundle is. */
  input(instruction: string, transform: string): InputQueue {
    const key = `${instruction} ${transform}`;
    return getOrCreate(this.#queues, key, () => {
      const queue = new InputQueue(
        (bytes) => this.#taken(bytes),
        () => this.#queues.delete(key),
      );
      if (this.#failure) queue.fail(this.#failure);
      return queue;
    });
  }

  /** Sends to the engine; resolves when it takes more. */
  async send(part: ElementsData): Promise<void> {
    if (this.#failure) throw this.#failure;
    if (this.#stream.write({ data: [part] })) return;
    this.#drained ??= new Promise((resolve) => {
      this.#stream.once('drain', () => {
        this.#drained = undefined;
        resolve();
      });
    });
    await this.#drained;
  }

  close(): void {
    this.#fail(new Error('the worker was closed'));
    this.#stream.cancel();
  }

  #receive(part: ElementsData): void {
    const { instructionId, transformId, data } = part;
    this.#waiting += data.length;
    if (this.#waiting >= waitingBytes) this.#stream.pause();
    this.input(instructionId, transformId).put(part);
  }

  #taken(bytes: number): void {
    this.#waiting -= bytes;
    if (this.#waiting < waitingBytes) this.#stream.resume();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const queue of this.#queues.values()) queue.fail(this.#failure);
    // Nobody drains a stream that is gone; whoever waits for that finds out with the next part.
    this.#stream.emit('drain');
  }
}
