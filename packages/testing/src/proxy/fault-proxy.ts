import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { ConditionWaits, type WaitDeadline } from '../waiting/condition-waits.js';

/**
 * What a {@link FaultProxy} does with connections, those that are open included.
 *
 * - `none`: passes everything on;
 * - `reset`: resets the connection (TCP RST) when the client sends something, and passes nothing on;
 * - `reset-answer`: passes on what the client sends, and resets the connection when the server answers: the request was
 *   taken, and the client cannot know;
 * - `cut-answer`: the same, after the first half of the answer;
 * - `silent`: takes what comes and passes nothing on in either direction, as a broken cable does.
 */
export type ProxyFault = 'none' | 'reset' | 'reset-answer' | 'cut-answer' | 'silent';

/** Where a {@link FaultProxy} leads. */
export interface ProxyTarget {
  readonly host: string;
  readonly port: number;
}

/** A TCP proxy in front of a real server, for the faults between the two that a real server cannot be told to make. */
export class FaultProxy implements AsyncDisposable {
  readonly #target: ProxyTarget;
  readonly #sockets = new Set<Socket>();
  readonly #waits = new ConditionWaits<FaultProxy>(
    this,
    () => `The fault ${this.#fault} has struck ${this.#struck} times.`,
  );
  #server: Server | undefined;
  #port = 0;
  #fault: ProxyFault = 'none';
  #struck = 0;

  /** @internal Use {@link startFaultProxy}. */
  constructor(target: ProxyTarget) {
    this.#target = target;
  }

  /** The port on 127.0.0.1, the same as long as the proxy lives. */
  get port(): number {
    return this.#port;
  }

  /** How often a fault has struck; refused connections are not seen. */
  get struck(): number {
    return this.#struck;
  }

  /** Resolves when `isMet` holds; it is asked whenever a fault strikes. */
  waitFor(isMet: (proxy: FaultProxy) => boolean, deadline?: WaitDeadline): Promise<void> {
    return this.#waits.until(isMet, deadline);
  }

  setFault(fault: ProxyFault): void {
    this.#fault = fault;
  }

  /** Refuses connections and resets those that are open. */
  stopListening(): void {
    this.#server?.close();
    this.#server = undefined;
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** Accepts connections, again at the same port after {@link stopListening}. */
  async listenAgain(): Promise<void> {
    const server = createServer((client) => this.#join(client));
    this.#server = server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.stopListening();
    return Promise.resolve();
  }

  #join(client: Socket): void {
    const server = connect(this.#target.port, this.#target.host);
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      // An error is followed by the close, which ends the other side too.
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        if (this.#fault !== 'silent') other.destroy();
      });
    }
    client.on('data', (data: Buffer) => this.#pass('request', data, server, client));
    server.on('data', (data: Buffer) => this.#pass('answer', data, client, client));
  }

  /** Passes `data` on to `to`, or does to `client` what the fault says. */
  #pass(direction: 'request' | 'answer', data: Buffer, to: Socket, client: Socket): void {
    const fault = this.#fault;
    const strikes =
      fault === 'silent' ||
      (fault === 'reset' && direction === 'request') ||
      (isOfAnswer(fault) && direction === 'answer');
    if (!strikes) {
      to.write(data);
      return;
    }
    this.#struck += 1;
    this.#waits.check();
    if (fault === 'silent') return;
    if (fault !== 'cut-answer') client.resetAndDestroy();
    // The part has to be on its way before the end.
    else client.end(data.subarray(0, data.length >> 1));
  }
}

function isOfAnswer(fault: ProxyFault): boolean {
  return fault === 'reset-answer' || fault === 'cut-answer';
}

/** Starts a proxy to `target`, without faults as yet. */
export async function startFaultProxy(target: ProxyTarget): Promise<FaultProxy> {
  const proxy = new FaultProxy(target);
  await proxy.listenAgain();
  return proxy;
}
