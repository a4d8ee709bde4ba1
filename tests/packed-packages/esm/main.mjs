import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { StreamingJob } from '@weir/core';
import { runLocal } from '@weir/runner-local';
import { HttpSink } from '@weir/sink-http';

const server = createServer((_request, response) => response.end()).listen(0, '127.0.0.1');
await once(server, 'listening');
const target = `http://127.0.0.1:${server.address().port}`;

class Numbers extends StreamingJob {
  handle(context) {
    const urls = context.generate({ count: 100 }).map((n) => `${target}/${n}`);
    new HttpSink(context).post(urls);
  }
}

const { ledger } = await runLocal(Numbers);
server.close();
assert.deepEqual(ledger, { accepted: 100, delivered: 100, deadLettered: 0, held: 0 });
