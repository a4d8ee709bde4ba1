import { WeirError } from '@weir/core';
import type { Connection } from '../protocol/connection.js';
import { protos, type Received, type Sent } from '../protocol/protos.js';

/** Names one bag of a stateful DoFn: that of a key, which is encoded as in an element; the global window is no bytes. */
export type BagKey = NonNullable<Sent<'StateKey'>['bagUserState']>;

type StateRequest = Sent<'StateRequest'>;
type StateResponse = Received<'StateResponse'>;

interface Waiting {
  readonly resolve: (response: StateResponse) => void;
  readonly reject: (error: Error) => void;
}

/** The state plane of a worker at one address: reads and writes what an engine keeps in its checkpoints. */
export class StateChannel {
  readonly #stream;
  readonly #waiting = new Map<string, Waiting>();
  #last = 0;
  #failure: Error | undefined;

  constructor(connection: Connection) {
    this.#stream = connection.open(protos.BeamFnState.service.State);
    this.#stream.on('data', (response: StateResponse) => this.#receive(response));
    this.#stream.on('error', (error) => this.#fail(error));
    this.#stream.on('end', () => this.#fail(new Error('the engine closed the state channel')));
  }

  /** Everything in the bag. */
  async read(instructionId: string, bag: BagKey): Promise<Buffer> {
    const pages: Uint8Array[] = [];
    let continuationToken: Uint8Array = Buffer.alloc(0);
    do {
      const { get } = await this.#ask(instructionId, bag, { get: { continuationToken } });
      pages.push(Buffer.from(get?.data ?? []));
      continuationToken = Buffer.from(get?.continuationToken ?? []);
    } while (continuationToken.length > 0);
    return Buffer.concat(pages);
  }

  /** Puts `data` in the place of what is in the bag. */
  async replace(instructionId: string, bag: BagKey, data: Uint8Array): Promise<void> {
    await this.#ask(instructionId, bag, { clear: {} });
    await this.#ask(instructionId, bag, { append: { data } });
  }

  close(): void {
    this.#fail(new Error('the worker was closed'));
    this.#stream.cancel();
  }

  #ask(
    instructionId: string,
    bagUserState: BagKey,
    request: Pick<StateRequest, 'get' | 'append' | 'clear'>,
  ): Promise<StateResponse> {
    if (this.#failure) return Promise.reject(this.#failure);
    const id = String((this.#last += 1));
    this.#stream.write({ id, instructionId, stateKey: { bagUserState }, ...request });
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  #receive(response: StateResponse): void {
    const waiting = this.#waiting.get(response.id);
    this.#waiting.delete(response.id);
    if (response.error === '') waiting?.resolve(response);
    else waiting?.reject(new WeirError('BEAM_PROTOCOL', `The engine refused access to state: ${response.error}`));
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
  }
}
