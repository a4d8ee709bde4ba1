import net from 'node:net';
import { type Address, formatAddress } from '../address.js';
import { encodeFrame, FrameReader } from '../frame/frame-reader.js';
import { decodeReadReply, encodeCloseRequest, encodeConnectRequest, encodeReadRequest } from './jute.js';

/** ZooKeeper's own limit, `jute.maxbuffer`. */
const MAX_REPLY_BYTES = 0xfffff;

/** What one host said about one node: its data, or ZooKeeper's error code. */
export type ZNodeReading =
  { readonly kind: 'data'; readonly data: Buffer } | { readonly kind: 'error'; readonly error: number };

/** How long to wait, and what ends the wait early. */
export interface ReadLimits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Reads one node from one ZooKeeper host: connect, read, leave. A look-up is needed only when a server has moved, so no
 * session is kept, and there is none to lose.
 *
 * @throws Error when the host cannot be reached, is silent, or hangs up before it has answered
 */
export function readZNode(host: Address, path: string, limits: ReadLimits): Promise<ZNodeReading> {
  return new Promise((resolve, reject) => {
    limits.signal.throwIfAborted();
    const socket = net.connect({ ...host, noDelay: true });
    const frames = new FrameReader(MAX_REPLY_BYTES);
    let inSession = false;
    const leave = (): void => {
      clearTimeout(timer);
      limits.signal.removeEventListener('abort', onAbort);
      socket.destroy();
    };
    const fail = (error: unknown): void => {
      leave();
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    const onAbort = (): void => {
      fail(limits.signal.reason);
    };
    const onFrame = (frame: Buffer): void => {
      if (!inSession) {
        inSession = true;
        socket.write(encodeFrame(encodeReadRequest(path)));
        return;
      }
      const reply = decodeReadReply(frame);
      if (reply.kind === 'other') return;
      socket.end(encodeFrame(encodeCloseRequest()), leave);
      resolve(reply);
    };
    const timer = setTimeout(() => {
      fail(new Error(`no answer within ${limits.timeoutMs} ms`));
    }, limits.timeoutMs);
    limits.signal.addEventListener('abort', onAbort, { once: true });
    socket.on('connect', () => socket.write(encodeFrame(encodeConnectRequest(limits.timeoutMs))));
    socket.on('data', (chunk) => {
      try {
        for (const frame of frames.push(chunk)) onFrame(frame);
      } catch (error) {
        fail(new Error(`${formatAddress(host)} does not answer like ZooKeeper`, { cause: error }));
      }
    });
    socket.on('error', fail);
    socket.on('close', () => {
      fail(new Error('hung up before it answered'));
    });
  });
}
