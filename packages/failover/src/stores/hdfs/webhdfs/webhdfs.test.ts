import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { parseNameNodes } from './name-nodes.js';
import { WebHdfs } from './webhdfs.js';

/** Faults that a real name node or data node cannot be told to have; the rest is tested against real ones. */
type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

const servers: Server[] = [];
const clients: WebHdfs[] = [];

afterEach(() => {
  for (const client of clients.splice(0)) client.close();
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** A server that treats its n-th request by the n-th handler, and every further one by the last. */
async function serve(...handlers: readonly Handler[]) {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const handler = handlers[Math.min(requests.length, handlers.length - 1)];
    requests.push(`${request.method ?? ''} ${request.url ?? ''}`);
    void handler?.(request, response);
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { requests, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function connect(origins: readonly string[], timeoutMs = 5000): WebHdfs {
  const client = new WebHdfs({ nameNodes: parseNameNodes(origins.join(','), 'hdfs')!, user: 'a&b', timeoutMs });
  clients.push(client);
  return client;
}

function json(value: unknown, status = 200): Handler {
  return (request, response) => {
    request.resume();
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  };
}

function remoteException(exception: string): Handler {
  return json({ RemoteException: { exception, javaClassName: `org.apache.${exception}`, message: 'no\n\tat x' } }, 403);
}

/** Takes the request and hangs up. */
const hangUp: Handler = ({ socket }) => void socket.destroy();

const created: Handler = async (request, response) => {
  await buffer(request);
  response.writeHead(201).end();
};

const emptyListing = { FileStatuses: { FileStatus: [] } };

it('encodes every name of a path, the user, and what a rename goes to', async () => {
  const { origin, requests } = await serve(json({ boolean: true }));
  await connect([origin]).rename('/a b/%ü?', '/c+d/e&f');
  expect(requests).toEqual([
    'PUT /webhdfs/v1/a%20b/%25%C3%BC%3F?user.name=a%26b&op=RENAME&destination=%2Fc%2Bd%2Fe%26f',
  ]);
});

describe('a write through a data node', () => {
  it('sends its bytes to the data node only, found in the header of a redirect', async () => {
    const bodies: string[] = [];
    const keepBody: Handler = async (request, response) => {
      bodies.push((await buffer(request)).toString());
      response.writeHead(201).end();
    };
    const dataNode = await serve(keepBody);
    const nameNode = await serve(async (request, response) => {
      bodies.push((await buffer(request)).toString());
      response.writeHead(307, { location: `${dataNode.origin}/webhdfs/v1/f?op=CREATE&x=%252C` }).end();
    });
    await connect([nameNode.origin]).create('/f', Buffer.from('letters'));
    expect(bodies).toEqual(['', 'letters']);
    expect(dataNode.requests).toEqual(['PUT /webhdfs/v1/f?op=CREATE&x=%252C']);
  });

  it('asks the name node again when the data node hangs up', async () => {
    const broken = await serve(hangUp);
    const sound = await serve(created);
    const nameNode = await serve(
      json({ Location: `${broken.origin}/webhdfs/v1/f` }),
      json({ Location: `${sound.origin}/webhdfs/v1/f` }),
    );
    await connect([nameNode.origin]).create('/f', Buffer.from('letters'));
    expect([broken.requests, sound.requests, nameNode.requests].map(({ length }) => length)).toEqual([1, 1, 2]);
  });

  it('is refused when the name node names none', async () => {
    const { origin } = await serve(json({ Location: 17 }));
    await expect(connect([origin]).create('/f', Buffer.from('x'))).rejects.toMatchObject({
      failure: { kind: 'not-webhdfs', message: 'without the address of a data node' },
    });
  });

  it('does not take a file for written whose data node did not say so', async () => {
    const dataNode = await serve((request) => void request.on('data', () => request.socket.destroy()));
    const { origin } = await serve(json({ Location: `${dataNode.origin}/webhdfs/v1/f` }));
    await expect(connect([origin], 1000).create('/f', Buffer.from('x'))).rejects.toMatchObject({
      failure: { kind: 'unreachable' },
      peer: { role: 'data node', origin: dataNode.origin },
    });
  });
});

describe('an answer', () => {
  it('that breaks off is asked for again', async () => {
    const { origin, requests } = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('{"FileStatuses":', () => response.destroy());
    }, json(emptyListing));
    await expect(connect([origin]).list('/')).resolves.toEqual([]);
    expect(requests).toHaveLength(2);
  });

  it('that is half a JSON text is refused', async () => {
    const { origin } = await serve((_, response) => void response.end('{"FileStatuses":{"File'));
    await expect(connect([origin]).list('/')).rejects.toMatchObject({ failure: { kind: 'not-webhdfs' } });
  });

  it.each([
    ['never comes', () => undefined],
    [
      'never ends',
      (_: IncomingMessage, response: ServerResponse) => {
        const trickle = setInterval(() => response.write(' '), 50);
        response.on('close', () => clearInterval(trickle));
      },
    ],
  ])('that %s is given up after the timeout', async (_, handler: Handler) => {
    const { origin } = await serve(handler);
    await expect(connect([origin], 500).list('/')).rejects.toMatchObject({ failure: { kind: 'timeout' } });
  });

  it.each(['SafeModeException', 'RetriableException', 'IOException'])('of %s is asked for again', async (exception) => {
    const { origin, requests } = await serve(remoteException(exception), json(emptyListing));
    await expect(connect([origin]).list('/')).resolves.toEqual([]);
    expect(requests).toHaveLength(2);
  });

  it('of a proxy that is busy is asked for again', async () => {
    const { origin } = await serve((_, response) => void response.writeHead(503).end('busy'), json(emptyListing));
    await expect(connect([origin]).list('/')).resolves.toEqual([]);
  });

  it.each([
    ['a login', 401, { 'www-authenticate': 'Negotiate' }, '<html>', { kind: 'login-required', challenge: 'Negotiate' }],
    ['a web page', 404, {}, '\n<html>\n<h1>', { kind: 'not-webhdfs', status: 404, message: '<html>' }],
    [
      'Hadoop’s RPC',
      404,
      {},
      'It looks like you are making an HTTP request to a Hadoop IPC port.',
      { kind: 'rpc-port' },
    ],
  ])('of %s is recognised, and final', async (_, status, headers, body, failure) => {
    const { origin, requests } = await serve((__, response) => void response.writeHead(status, headers).end(body));
    await expect(connect([origin]).list('/')).rejects.toMatchObject({ failure });
    expect(requests).toHaveLength(1);
  });

  it('that is an exception is told without its stack trace', async () => {
    const { origin } = await serve(remoteException('AccessControlException'));
    await expect(connect([origin]).list('/')).rejects.toMatchObject({
      failure: { kind: 'remote', exception: 'AccessControlException', message: 'no' },
    });
  });
});

describe('of several name nodes', () => {
  it.each([
    ['is standby', remoteException('StandbyException')],
    ['hangs up', hangUp],
  ])('one that %s is left for the next, which is kept', async (_, handler) => {
    const first = await serve(handler);
    const second = await serve(json(emptyListing));
    const hdfs = connect([first.origin, second.origin]);
    await hdfs.list('/a');
    await hdfs.list('/b');
    expect([first.requests.length, second.requests.length]).toEqual([1, 2]);
  });

  it('one whose name is unknown or that does not answer is left for the next within the timeout', async () => {
    const silent = await serve(() => undefined);
    const active = await serve(json(emptyListing));
    const hdfs = connect(['http://nn1.invalid:9870', silent.origin, active.origin], 3000);
    await expect(hdfs.list('/a')).resolves.toEqual([]);
  });

  it('none may be active, which is said', async () => {
    const [first, second] = [
      await serve(remoteException('StandbyException')),
      await serve(remoteException('StandbyException')),
    ];
    await expect(connect([first.origin, second.origin], 1000).list('/')).rejects.toMatchObject({
      failure: { exception: 'StandbyException' },
    });
    expect(first.requests.length).toBeGreaterThan(0);
    expect(second.requests.length).toBeGreaterThan(0);
  });
});
