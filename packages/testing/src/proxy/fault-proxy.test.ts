import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { startFaultProxy, type FaultProxy } from './fault-proxy.js';

let server: Server;
let heard: string;
let proxy: FaultProxy;
const sockets: Socket[] = [];

beforeEach(async () => {
  heard = '';
  server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => socket.destroy());
    socket.on('data', (data) => {
      heard += data.toString();
      socket.write(`re: ${data.toString()}`);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy = await startFaultProxy({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
});

afterEach(async () => {
  await proxy[Symbol.asyncDispose]();
  for (const socket of sockets.splice(0)) socket.destroy();
  server.close();
});

async function open(): Promise<Socket> {
  const socket = connect(proxy.port, '127.0.0.1');
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

/** What the client sees first of one request: a piece of an answer, or how its connection ended. */
function ask(client: Socket, request: string): Promise<string> {
  client.write(request);
  return new Promise((resolve) => {
    client.on('data', (data) => resolve(data.toString()));
    client.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
  });
}

test('passes on what comes as long as there is no fault', async () => {
  expect(await ask(await open(), 'hello')).toBe('re: hello');
});

test('resets a connection before the request is taken', async () => {
  const client = await open();
  proxy.setFault('reset');
  expect(await ask(client, 'hello')).toBe('ECONNRESET');
  expect({ heard, struck: proxy.struck }).toEqual({ heard: '', struck: 1 });
});

test('resets a connection after the request was taken', async () => {
  const client = await open();
  proxy.setFault('reset-answer');
  expect(await ask(client, 'hello')).toBe('ECONNRESET');
  expect(heard).toBe('hello');
});

test('cuts an answer in the middle', async () => {
  const client = await open();
  proxy.setFault('cut-answer');
  expect(await ask(client, 'hello')).toBe('re: ');
  await once(client, 'end');
});

test('goes silent', async () => {
  const client = await open();
  proxy.setFault('silent');
  client.write('hello');
  await proxy.waitFor(({ struck }) => struck > 0);
  expect(heard).toBe('');
});

test('refuses connections, and takes them again at the same port', async () => {
  const client = await open();
  proxy.stopListening();
  expect((await once(client, 'error'))[0]).toMatchObject({ code: 'ECONNRESET' });
  await expect(open()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await proxy.listenAgain();
  expect(await ask(await open(), 'again')).toBe('re: again');
});
