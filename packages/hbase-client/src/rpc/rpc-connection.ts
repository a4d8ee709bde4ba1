import type net from 'node:net';
import { HBaseError, RELOCATE_SERVER } from '../errors.js';
import { FrameReader } from '../frame/frame-reader.js';
import type { RpcMethod, ServiceName } from '../protocol/methods.js';
import { classifyException } from '../retry/classify-exception.js';
import { decodeAnswer, encodeCall, encodePreamble } from './call-codec.js';
import { CallWindow, MAX_CALL_ID, type PendingCall } from './call-window.js';
import { connectionLost, connectionRefused, notHBase } from './connection-errors.js';

/** Twice the server's own limit for a scan's answer (`hbase.server.scanner.max.result.size`, 100 MiB). */
const MAX_ANSWER_BYTES = 200 * 1024 * 1024;

/** Limits and identity of a connection. */
export interface RpcSettings {
  readonly user: string;
  readonly rpcTimeoutMs: number;
  readonly maxCallsInFlight: number;
}

/** Who is at the other end, and who wants to know when it is gone. */
export interface RpcPeer {
  /** For messages: `HBase server host:port`. */
  readonly name: string;
  readonly service: ServiceName;
  readonly onEnd: () => void;
}

/** One connection to one service of one server: many calls at once, answered in any order. */
export class RpcConnection {
  readonly #socket: net.Socket;
  readonly #peer: RpcPeer;
  readonly #settings: RpcSettings;
  readonly #calls: CallWindow;
  readonly #frames = new FrameReader(MAX_ANSWER_BYTES);
  #lastHeardAt: number | undefined;
  #endedBy: HBaseError | undefined;

  constructor(socket: net.Socket, peer: RpcPeer, settings: RpcSettings) {
    this.#socket = socket;
    this.#peer = peer;
    this.#settings = settings;
    this.#calls = new CallWindow(settings.maxCallsInFlight);
    const heard = (): boolean => this.#lastHeardAt !== undefined;
    socket.on('data', (chunk) => {
      this.#receive(chunk);
    });
    socket.on('error', (error) => {
      this.end(connectionLost(peer.name, error.message, heard()));
    });
    socket.on('close', () => {
      this.end(connectionLost(peer.name, 'the server closed it', heard()));
    });
    socket.write(encodePreamble(settings.user, peer.service));
  }

  /**
   * Sends one call and waits for its answer. Beyond `maxCallsInFlight` the call waits here for its turn; its time runs.
   *
   * @throws HBaseError what the server answered, `HBASE_CALL_TIMEOUT`, or what ended the connection
   */
  call<Request, Response>(
    method: RpcMethod<Request, Response>,
    request: Request,
    priority?: number,
  ): Promise<Response> {
    if (this.#endedBy) return Promise.reject(this.#endedBy);
    const timeoutMs = this.#settings.rpcTimeoutMs;
    return new Promise((resolve, reject) => {
      const call: PendingCall = {
        methodName: method.name,
        encode: (callId) => encodeCall(method, request, { callId, timeoutMs, priority }),
        succeed: (body) => {
          resolve(method.response.decodeDelimited(body));
          clearTimeout(timer);
        },
        fail: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      };
      const timer = setTimeout(() => {
        this.#expire(call);
      }, timeoutMs);
      this.#calls.add(call);
      this.#sendWaiting();
    });
  }

  /** Ends the connection: every call on it fails with `reason`, and so does every later one. */
  end(reason: HBaseError): void {
    if (this.#endedBy) return;
    this.#endedBy = reason;
    this.#socket.destroy();
    for (const call of this.#calls.drain()) call.fail(reason);
    this.#peer.onEnd();
  }

  #sendWaiting(): void {
    const now = performance.now();
    for (let sent = this.#calls.next(now); sent; sent = this.#calls.next(now)) {
      this.#socket.write(sent.call.encode(sent.callId));
    }
  }

  #receive(chunk: Buffer): void {
    this.#lastHeardAt = performance.now();
    try {
      for (const frame of this.#frames.push(chunk)) this.#answer(frame);
    } catch (error) {
      this.end(notHBase(this.#peer.name, error));
    }
  }

  #answer(frame: Buffer): void {
    const { header, body } = decodeAnswer(frame);
    // a server that refuses the connection itself answers call -1
    if (header.callId > MAX_CALL_ID && header.exception) {
      this.end(connectionRefused(this.#peer.name, header.exception));
      return;
    }
    const call = this.#calls.sent(header.callId);
    if (!call) return;
    if (header.exception) {
      const { exceptionClassName: className, stackTrace, doNotRetry } = header.exception;
      call.fail(classifyException({ className, stackTrace, doNotRetry }, `${this.#peer.name} ${call.methodName}`));
    } else {
      call.succeed(body);
    }
    this.#calls.complete(header.callId);
    this.#sendWaiting();
  }

  #expire(call: PendingCall): void {
    const sent = this.#calls.expire(call);
    const error = new HBaseError({
      code: 'HBASE_CALL_TIMEOUT',
      message:
        `${this.#peer.name} ${call.methodName}: no answer within ${this.#settings.rpcTimeoutMs} ms` +
        (sent ? '' : ', which it waited for its turn'),
      retry: RELOCATE_SERVER,
    });
    call.fail(error);
    // not a byte since the call was sent: the other side is gone without a word, and TCP would notice only in minutes
    if (sent && (this.#lastHeardAt ?? 0) < sent.sentAt) this.end(error);
    else this.#sendWaiting();
  }
}
