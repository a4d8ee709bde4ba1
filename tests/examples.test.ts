import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configureJob, drawGraph, explainGraph, loadParameters, stderrLogger } from '@weir/core';
import { runLocal } from '@weir/runner-local';
import { resolveHttpSinkOptions } from '@weir/sink-http';
import { startEndpoint } from '@weir/testing';
import { misbehave } from '../examples/demo/faults.js';
import { readOpenLetters } from '../examples/demo/open-letters.js';
import { reconcile } from '../examples/demo/reconcile.js';
import HttpSinkApp from '../examples/http-connector/job.js';
import BirdStrikes from '../examples/real-records/job.js';
import OrderSync from '../examples/requests/job.js';

const examples = join(__dirname, '../examples');
const letters = mkdtempSync(join(tmpdir(), 'weir-examples-'));
const letterPath = { 'http.sink.failover.file.path': letters };

afterAll(() => {
  rmSync(letters, { recursive: true });
});

test("the connector document's configuration loads as it stands, but for the store", () => {
  const conf = join(examples, 'http-connector/application.yml');
  const args = ['--http.sink.failover.storage', 'file'];
  const parameters = loadParameters({ conf, args, logger: stderrLogger });
  const options = resolveHttpSinkOptions(parameters, {}, stderrLogger);

  expect(options).toMatchObject({ queueCapacity: 10_000, timeoutMs: 100, retryPolicy: { retries: 3 } });
  expect(options.outcomes[0]).toMatchObject({ statuses: [{ first: 200, last: 200 }], outcome: { kind: 'delivered' } });
  expect(options.failover).toMatchObject({ storage: 'file', table: 'record' });

  const job = new HttpSinkApp();
  const graph = drawGraph(job, configureJob(job, parameters), parameters);
  expect(explainGraph(graph)).toMatch(/source "TestSource" × 1[^]*sink "http post" × 1/);
});

test('every real record is delivered or dead-lettered, and the endpoint agrees record by record', async () => {
  await using endpoint = await startEndpoint({ script: misbehave, identify: ({ target }) => target });
  const conf = join(examples, 'real-records/application.yml');
  // A machine under load must not be mistaken for an endpoint that does not answer.
  const args = { ...letterPath, 'target.url': endpoint.url, 'http.sink.threshold.timeout': '5s' };
  const { ledger, state } = await runLocal(BirdStrikes, { conf, args });

  const open = await readOpenLetters(letters);
  const records = Array.from({ length: 10_000 }, (_, i) => `/bird-strikes/${i + 1}`);
  expect(reconcile(records, open, endpoint.ledger.identities)).toEqual([]);
  expect(state).toBe('finished');
  expect(ledger).toEqual({ accepted: 10_000, delivered: 9_780, deadLettered: 220, held: 0 });
  expect(open).toHaveLength(220);
}, 120_000);

test('a request arrives with its own method, headers and body, and with the headers of the sink', async () => {
  await using endpoint = await startEndpoint();
  const { ledger } = await runLocal(OrderSync, { args: { ...letterPath, 'target.url': endpoint.url } });

  const arrived = endpoint.ledger.exchanges.map(({ request: { method, target, headers, body } }) => {
    return [method, target, headers['x-shop'], headers['if-match'], body.toString()];
  });
  expect(ledger).toEqual({ accepted: 4, delivered: 4, deadLettered: 0, held: 0 });
  expect(arrived.sort()).toEqual([
    ['DELETE', '/orders/A-2', 'corner', undefined, ''],
    ['PATCH', '/orders/A-1', 'corner', '*', '{"items":3}'],
    ['PUT', '/orders/A-1', 'corner', undefined, '{"items":2}'],
    ['PUT', '/orders/A-2', 'corner', undefined, '{"items":1}'],
  ]);
});
