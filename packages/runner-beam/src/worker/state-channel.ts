import { WeirError } from '@weir/core';
import { stateId } from '../pipeline/components.js';
import type { Connection } from '../protocol/connection.js';
import { protos, type Received, type Sent } from '../protocol/protos.js';
import type { KeptBytes } from '../steps/totals-step.js';

type Bag = NonNullable<Sent<'StateKey'>['bagUserState']>;
type StateRequest = Sent<'StateRequest'>;
type StateResponse = Received<'StateResponse'>;

/** The global window is no bytes. */
const globalWindow = Buffer.alloc(0);
/** The key under which reports travel, that of subtask 0, encoded as in an element: its length, then its text. */
const reportKey = Buffer.from('\u00010');

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

  /** The bag of the stateful transform `transformId`, of which everything has one key. */
  kept(transformId: string): KeptBytes {
    const bag = { transformId, userStateId: stateId, window: globalWindow, key: reportKey };
    return {
      read: (instruction) => this.#read(instruction, bag),
      replace: (instruction, bytes) => this.#replace(instruction, bag, bytes),
    };
  }

  async #read(instructionId: string, bag: Bag): Promise<Buffer> {
    const pages: Buffer[] = [];
    let page: StateResponse['get'];
    do {
      const continuationToken = page?.continuationToken ?? Buffer.alloc(0);
      page = (await this.#ask(instructionId, bag, { get: { continuationToken } })).get;
      if (page) pages.push(page.data);
    } while (page && page.continuationToken.length > 0);
    return Buffer.concat(pages);
  }

  async #replace(instructionId: string, bag: Bag, data: Uint8Array): Promise<void> {
    await this.#ask(instructionId, bag, { clear: {} });
    await this.#ask(instructionId, bag, { append: { data } });
  }

  close(): void {
    this.#fail(new Error('the worker was closed'));
    this.#stream.cancel();
  }

  #ask(
    instructionId: string,
    bagUserState: Bag,
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
