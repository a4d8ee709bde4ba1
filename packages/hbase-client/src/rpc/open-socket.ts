import net from 'node:net';
import { type Address, formatAddress } from '../address.js';
import { HBaseError, RELOCATE_SERVER } from '../errors.js';

/**
 * Opens a TCP connection, or says within the time given why that cannot be done.
 *
 * @throws HBaseError `HBASE_SERVER_UNREACHABLE`
 */
export function openSocket(address: Address, timeoutMs: number, signal: AbortSignal): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const socket = net.connect({ ...address, noDelay: true, keepAlive: true });
    const settled = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      socket.removeListener('error', onError);
    };
    const fail = (error: unknown): void => {
      settled();
      socket.destroy();
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    const onError = (error: NodeJS.ErrnoException): void => {
      fail(unreachable(address, explain(error), error));
    };
    const onAbort = (): void => {
      fail(signal.reason);
    };
    const timer = setTimeout(() => {
      fail(unreachable(address, `no connection within ${timeoutMs} ms`));
    }, timeoutMs);
    signal.addEventListener('abort', onAbort, { once: true });
    socket.once('error', onError);
    socket.once('connect', () => {
      settled();
      resolve(socket);
    });
  });
}

function unreachable(address: Address, reason: string, cause?: Error): HBaseError {
  return new HBaseError({
    code: 'HBASE_SERVER_UNREACHABLE',
    message: `cannot connect to HBase server ${formatAddress(address)}: ${reason}`,
    retry: RELOCATE_SERVER,
    cause,
  });
}

function explain(error: NodeJS.ErrnoException): string {
  return error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN'
    ? 'its name, as it is registered in ZooKeeper, cannot be resolved from this machine'
    : (error.code ?? error.message);
}
