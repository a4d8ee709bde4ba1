import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FlinkRest } from './flink-rest.js';

/** A server that gives every request the same answer. */
async function serve(status: number, body: string): Promise<{ readonly address: string; readonly server: Server }> {
  const server = createServer((_, response) => response.writeHead(status).end(body)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

async function refusal(address: string): Promise<unknown> {
  return new FlinkRest(address).findJob('orders').catch((error: unknown) => error);
}

describe('FlinkRest', () => {
  test.each([
    [200, '<html>', 'FLINK_UNAVAILABLE', 'What answers at http://ADDRESS/ is not Flink'],
    [200, '{"jobs":7}', 'FLINK_UNAVAILABLE', 'What answers at http://ADDRESS/ is not Flink'],
    [404, 'no', 'FLINK_REFUSED', 'Flink answered 404 to GET http://ADDRESS/jobs/overview: no'],
    [500, '{"errors":["Job not found\\n\\tat Java"]}', 'FLINK_REFUSED', 'jobs/overview: Job not found'],
  ])('says what is wrong with the answer %s %s', async (status, body, code, message) => {
    const { address, server } = await serve(status, body);
    expect(await refusal(address)).toMatchObject({
      code,
      message: expect.stringContaining(message.replace('ADDRESS', address)) as unknown,
    });
    server.close();
  });

  test('says where nobody answers', async () => {
    const { address, server } = await serve(200, '');
    server.close();
    await once(server, 'close');
    expect(await refusal(address)).toMatchObject({
      code: 'FLINK_UNAVAILABLE',
      message: `No answer from http://${address}/jobs/overview: connect ECONNREFUSED ${address}.`,
    });
  });

  test('refuses what is no address', () => {
    expect(() => new FlinkRest('my flink')).toThrow('"my flink" is not the address of Flink\'s REST API');
  });
});
