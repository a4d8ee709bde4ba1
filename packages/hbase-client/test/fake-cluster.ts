import type net from 'node:net';
import { HBaseClient } from '../src/client/hbase-client.js';
import { encodeFrame, FrameReader } from '../src/frame/frame-reader.js';
import type { HBaseOptionsInput } from '../src/options.js';
import { messageCodec, readMessages } from '../src/protocol/message-codec.js';
import type {
  ExceptionResponse,
  MultiRequest,
  RequestHeader,
  ResponseHeader,
  ResultMessage,
  ScanRequest,
  ServerName,
} from '../src/protocol/messages.js';
import { multiMethod, scanMethod } from '../src/protocol/methods.js';
import { FakeServer } from './fake-server.js';
import { asZNode, fakeZooKeeper } from './fake-zookeeper.js';

/** Six bytes, `HBas` and the rest, before the first frame. */
const PREAMBLE_BYTES = 6;
const requestHeader = messageCodec<RequestHeader>('RequestHeader');
const responseHeader = messageCodec<ResponseHeader>('ResponseHeader');

/** In place of a row's exception: the server says nothing of the row. */
export const LEFT_OUT = 'left out';

/** How the fake takes one Multi: the class of an exception, if any, for each row; or `silence`; or `hang up`. */
export type MultiScript = (
  keys: readonly string[],
  attempt: number,
) => readonly (string | undefined)[] | 'silence' | 'hang up';

/**
 * One server that is everything: it has `hbase:meta` and the only region of every table, and takes Multis as scripted. Rows it
 * has taken are in `rows`.
 */
export class FakeCluster implements AsyncDisposable {
  readonly rows = new Set<string>();
  readonly multis: (readonly string[])[] = [];
  metaScans = 0;
  maxUnanswered = 0;
  readonly server: FakeServer;
  readonly #script: MultiScript;
  #unanswered = 0;
  #zookeeper: FakeServer | undefined;
  #port = 0;

  constructor(script: MultiScript = (keys) => keys.map(() => undefined)) {
    this.#script = script;
    this.server = new FakeServer((socket) => {
      this.#serve(socket);
    });
  }

  async connect(options: Partial<HBaseOptionsInput> = {}): Promise<HBaseClient> {
    const address = await this.server.listen();
    this.#port = address.port;
    const server = { hostName: address.host, port: address.port };
    const node = messageCodec<{ readonly server: ServerName }>('MetaRegionServer').encode({ server });
    this.#zookeeper = fakeZooKeeper({ '/hbase/meta-region-server': asZNode(node) });
    const { port } = await this.#zookeeper.listen();
    return new HBaseClient({ quorum: '127.0.0.1', clientPort: port, user: 'tester', retryDelayMs: 1, ...options });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    await this.#zookeeper?.[Symbol.asyncDispose]();
  }

  #serve(socket: net.Socket): void {
    const frames = new FrameReader(1 << 28);
    let seen = 0;
    socket.once('data', (first) => {
      const rest = (chunk: Buffer): void => {
        for (const frame of frames.push(chunk)) if (seen++ > 0) this.#take(socket, frame);
      };
      socket.on('data', rest);
      rest(first.subarray(PREAMBLE_BYTES));
    });
  }

  #take(socket: net.Socket, frame: Buffer): void {
    const reader = readMessages(frame);
    const { callId, methodName } = requestHeader.decodeDelimited(reader);
    if (methodName === scanMethod.name) {
      this.metaScans += 1;
      const request = scanMethod.request.decodeDelimited(reader);
      socket.write(answer(callId, scanMethod.response.encodeDelimited(this.#metaRow(request))));
      return;
    }
    this.#unanswered += 1;
    this.maxUnanswered = Math.max(this.maxUnanswered, this.#unanswered);
    const request = multiMethod.request.decodeDelimited(reader);
    // calls that are under way together must be seen together
    setImmediate(() => {
      this.#unanswered -= 1;
      this.#takeMulti(socket, callId, request);
    });
  }

  #takeMulti(socket: net.Socket, callId: number, request: MultiRequest): void {
    const keys = request.regionAction.flatMap(({ action }) =>
      action.map(({ mutation }) => Buffer.from(mutation.row).toString()),
    );
    this.multis.push(keys);
    const outcome = this.#script(keys, this.multis.length);
    if (outcome === 'silence') return;
    if (outcome === 'hang up') {
      socket.destroy();
      return;
    }
    const resultOrException = keys.flatMap((key, index) => {
      const name = outcome[index];
      if (name === LEFT_OUT) return [];
      if (name) return [{ index, exception: { name, value: Buffer.from(`${name}: scripted`) } }];
      this.rows.add(key);
      return [{ index }];
    });
    socket.write(answer(callId, multiMethod.response.encodeDelimited({ regionActionResult: [{ resultOrException }] })));
  }

  #metaRow({ scan }: ScanRequest): {
    readonly results: readonly ResultMessage[];
    readonly moreResultsInRegion: boolean;
  } {
    const [table = ''] = Buffer.from(scan.startRow).toString().split(',', 1);
    const row = Buffer.from(`${table},,1.${this.metaScans}.`);
    const info = messageCodec<object>('RegionInfo').encode({});
    const family = Buffer.from('info');
    const cell = [
      { row, family, qualifier: Buffer.from('regioninfo'), value: Buffer.concat([Buffer.from('PBUF'), info]) },
      { row, family, qualifier: Buffer.from('server'), value: Buffer.from(`127.0.0.1:${this.#port}`) },
    ];
    return { results: [{ cell }], moreResultsInRegion: false };
  }
}

/** An answer to a call, or, with an exception, a refusal. */
export function answer(callId: number, message: Uint8Array, exception?: ExceptionResponse): Buffer {
  return encodeFrame(responseHeader.encodeDelimited({ callId, ...(exception ? { exception } : {}) }), message);
}
