import { systemClock } from '@weir/core';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FileWriter } from './file-writer.js';
import { parseDatePattern } from './java-date-pattern.js';
import { directoriesOf } from './table-files.js';
import { WebHdfs } from './webhdfs/webhdfs.js';

let server: Server;
let hdfs: WebHdfs;
let operations: string[];
/** What the server does with a rename: `lost` carries it out and hangs up. */
let renames: ('done' | 'lost' | 'refused')[];

/** A name node and data node in one whose answers get lost; a real one cannot be told to do that. */
beforeEach(async () => {
  operations = [];
  const files = new Set<string>();
  server = createServer((request, response) => {
    request.resume();
    const url = new URL(request.url ?? '', origin());
    const operation = url.searchParams.get('op') ?? url.pathname;
    operations.push(operation);
    const answer = (value: unknown, status = 200) => void response.writeHead(status).end(JSON.stringify(value));
    if (operation === 'CREATE') answer({ Location: `${origin()}/upload` });
    else if (operation === '/upload') answer('', 201);
    else if (operation === 'MKDIRS') answer({ boolean: true });
    else if (operation === 'GETFILESTATUS') {
      if (files.has(url.pathname)) answer({});
      else answer({ RemoteException: { exception: 'FileNotFoundException', message: 'none' } }, 404);
    } else {
      const target = `/webhdfs/v1${url.searchParams.get('destination') ?? ''}`;
      const fate = files.has(target) ? 'refused' : renames.shift();
      if (fate !== 'refused') files.add(target);
      if (fate === 'lost') request.socket.destroy();
      else answer({ boolean: fate === 'done' });
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  hdfs = new WebHdfs({ nameNodes: [{ origin: origin() }], user: 'u', timeoutMs: 5000 });
});

afterEach(() => {
  hdfs.close();
  server.close();
  server.closeAllConnections();
});

function origin(): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function write(): Promise<void> {
  const directories = directoriesOf('/a', 'record');
  const format = parseDatePattern('yyyy')!;
  await new FileWriter({ hdfs: () => hdfs, directories, format, clock: systemClock }).write('/a/record', [
    Buffer.from('x\n'),
  ]);
}

it('takes a file for written whose rename was carried out but not answered', async () => {
  renames = ['lost'];
  await write();
  expect(operations).toEqual(['CREATE', '/upload', 'RENAME', '/', 'RENAME', 'GETFILESTATUS']);
});

it('makes the directory of the day when there is none', async () => {
  renames = ['refused', 'done'];
  await write();
  expect(operations).toEqual(['CREATE', '/upload', 'RENAME', 'GETFILESTATUS', 'MKDIRS', 'RENAME']);
});

it('rejects when the file cannot be brought to its place', async () => {
  renames = ['refused', 'refused'];
  await expect(write()).rejects.toMatchObject({
    code: 'LETTER_STORE_UNAVAILABLE',
    message: expect.stringMatching(
      /does not rename \/a\/record\.writing\/\d{13}_[0-9a-f]{32} to \/a\/record\/\d{4}\//,
    ) as string,
  });
});
