import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Endpoint } from './endpoint.js';

/** A request after which the connection ends. */
export const lastGet = 'GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';

/** Sends `text` on a connection of its own and gives what came back, and how the connection ended. */
export async function exchangeRaw(
  endpoint: Endpoint,
  text: string,
): Promise<{ received: string; ending: 'fin' | 'reset' }> {
  const socket = connect(endpoint.port, '127.0.0.1');
  let received = '';
  socket.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')));
  socket.write(text);
  return new Promise((resolve) => {
    socket.on('end', () => resolve({ received, ending: 'fin' }));
    socket.on('error', () => resolve({ received, ending: 'reset' }));
  });
}

/** Opens a connection that reads on and survives being reset. */
export async function openSocket(endpoint: Endpoint): Promise<Socket> {
  const socket = connect(endpoint.port, '127.0.0.1');
  await once(socket, 'connect');
  return socket.on('error', () => undefined).resume();
}
