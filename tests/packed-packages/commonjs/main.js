const assert = require('node:assert/strict');
const { once } = require('node:events');
const { createServer } = require('node:http');
const { StreamingJob } = require('@weir/core');
const { runLocal } = require('@weir/runner-local');
const { HttpSink } = require('@weir/sink-http');

class Numbers extends StreamingJob {
  handle(context) {
    const target = context.parameters.get('target.url');
    const urls = context.generate({ count: 100 }).map((n) => `${target}/${n}`);
    new HttpSink(context).post(urls);
  }
}

async function main() {
  const server = createServer((_request, response) => response.end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { ledger } = await runLocal(Numbers, { args: { 'target.url': `http://127.0.0.1:${server.address().port}` } });
  server.close();
  assert.deepEqual(ledger, { accepted: 100, delivered: 100, deadLettered: 0, held: 0 });
}

main();
