import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StreamingJob, type DataStream, type JobClass, type StreamingContext } from '@weir/core';
import { runLocal } from '@weir/runner-local';
import { MemoryLogger, startEndpoint, type Endpoint } from '@weir/testing';
import axios from 'axios';
import { HttpSink, type HttpSinkInit } from './http-sink.js';
import { outcome, type OutcomeFunction } from './outcome/outcome-function.js';
import type { HttpRequest } from './request/http-request.js';

let endpoint: Endpoint;
let directory: string;

beforeEach(async () => {
  endpoint = await startEndpoint({ script: (request) => (request.target.startsWith('/bad') ? 404 : 200) });
  directory = await mkdtemp(join(tmpdir(), 'weir-sink-'));
});

afterEach(async () => {
  await endpoint.close();
  await rm(directory, { recursive: true, force: true });
});

function jobOf(handle: (context: StreamingContext) => void): JobClass {
  return class Job extends StreamingJob {
    handle(context: StreamingContext): void {
      handle(context);
    }
  };
}

const conf = (): object => ({ http: { sink: { failover: { file: { path: directory } } } } });
const run = (handle: (context: StreamingContext) => void) => runLocal(jobOf(handle), { conf: { ...conf() } });
const seen = (): string[] => [...endpoint.ledger.identities.keys()].sort();

describe('an HttpSink in a job', () => {
  test.each(['get', 'post', 'patch', 'put', 'delete', 'options', 'trace'] as const)('%s', async (method) => {
    const result = await run((context) => {
      new HttpSink(context)
        [method](context.fromElements(`${endpoint.url}/a?b=1`))
        .setParallelism(1)
        .name('a')
        .uid('a');
    });
    expect(seen()).toEqual([`${method.toUpperCase()} /a?b=1`]);
    expect(result.ledger).toEqual({ accepted: 1, delivered: 1, deadLettered: 0, held: 0 });
  });

  test('takes requests, whose own method wins, and several sinks of one job keep their own configuration', async () => {
    const result = await run((context) => {
      const urls = context.fromElements(`${endpoint.url}/a?b=1`);
      const requests: DataStream<HttpRequest> = context.fromElements(
        { url: `${endpoint.url}/r1`, body: 'x' },
        { url: `${endpoint.url}/bad`, method: 'PUT' },
      );
      new HttpSink(context, { uid: 'urls', config: { body: 'streampark-json' } }).post(urls);
      new HttpSink(context, { uid: 'requests', name: 'Requests', headers: { 'X-A': 'b' } }).patch(requests);
    });
    expect(seen()).toEqual(['PATCH /r1 x', 'POST /a {"b":"1"}', 'PUT /bad']);
    const sinks = result.sinks.map(({ uid, name, ledger }) => [uid, name, ledger.delivered, ledger.deadLettered]);
    expect(sinks).toEqual([
      ['urls', 'http post', 1, 0],
      ['requests', 'Requests', 1, 1],
    ]);
  });

  test('works through a user’s axios instance', async () => {
    const instance = axios.create({ headers: { 'X-Instance': 'mine' } });
    await run((context) => {
      new HttpSink(context, { axios: instance }).post(context.fromElements(`${endpoint.url}/a`));
    });
    expect(endpoint.ledger.exchanges[0]?.request.headers['x-instance']).toBe('mine');
  });

  test.each<[HttpSinkInit, string]>([
    [{ config: { retries: -1 } }, 'CONFIG_INVALID_VALUE'],
    [{ config: { retrys: 1 } }, 'CONFIG_UNKNOWN_KEY'],
    [{ headers: { 'a b': 'c' } }, 'CONFIG_INVALID_VALUE'],
    [{ headers: { 'Content-Length': '3' } }, 'CONFIG_INVALID_VALUE'],
    [{ parallelism: -1 }, 'GRAPH_INVALID_PARALLELISM'],
    [{ parallelism: 1.5 }, 'GRAPH_INVALID_PARALLELISM'],
  ])('refuses %p before anything is sent', async (init, code) => {
    const running = run((context) => {
      new HttpSink(context, init).post(context.fromElements(endpoint.url));
    });
    await expect(running).rejects.toMatchObject({ code });
    expect(endpoint.ledger.counts.connections).toBe(0);
  });

  test('inherits the parallelism of its stream when its own is 0 or absent', async () => {
    const parallelisms: (number | undefined)[] = [];
    const { drawGraph, Parameters } = await import('@weir/core');
    const Job = jobOf((context) => {
      context.setParallelism(3);
      const urls = context.fromElements(endpoint.url);
      for (const parallelism of [undefined, 0, 2]) {
        new HttpSink(context, parallelism === undefined ? {} : { parallelism }).post(urls);
      }
    });
    const graph = drawGraph(new Job(), { name: 'job', parallelism: 1 }, Parameters.of({}));
    for (const node of graph.nodes) if (node.kind === 'sink') parallelisms.push(node.parallelism);
    expect(parallelisms).toEqual([3, 3, 2]);
  });

  test('names the keys of StreamPark that mean nothing here', async () => {
    const logger = new MemoryLogger();
    const withBuffer = { ...conf(), 'http.sink.threshold.bufferSize': 1 };
    const Job = jobOf((context) => void new HttpSink(context).post(context.fromElements(endpoint.url)));
    await runLocal(Job, { conf: withBuffer, logger });
    expect(logger.messages('warn')).toEqual([expect.stringContaining('http.sink.threshold.bufferSize')]);
  });

  test('a function over the answer says what a status does not', async () => {
    endpoint.setScript(({ target, nth }) => {
      const body =
        target === '/busy' && nth === 1 ? '{"error":"busy"}' : target === '/wrong' ? '{"error":"bad"}' : '{}';
      return { kind: 'status', status: 200, body };
    });
    const classify: OutcomeFunction = ({ text, status }) => {
      const { error } = JSON.parse(text) as { error?: string };
      if (status !== 200 || error === undefined) return undefined;
      return error === 'busy' ? outcome.retry(1) : outcome.reject(error);
    };
    const ends: string[] = [];
    const { ledger } = await run((context) => {
      const sink = new HttpSink(context, { classify });
      sink.post(context.fromElements('/busy', '/wrong', '/fine').map((path) => endpoint.url + path));
      void (async () => {
        for await (const ended of sink.outcomes()) {
          const reason = ended.kind === 'delivered' ? ended.attempts.length : ended.letter.detail;
          ends.push(`${ended.kind} ${reason}`);
        }
        ends.push('over');
      })();
    });
    expect(ledger).toEqual({ accepted: 3, delivered: 2, deadLettered: 1, held: 0 });
    expect(ends.slice(0, 3).sort()).toEqual(['dead-lettered 200 OK: bad', 'delivered 1', 'delivered 2']);
    expect(ends.slice(3)).toEqual(['over']);
  });

  test('a function over the answer that throws fails the job, and the record stays held', async () => {
    const running = run((context) => {
      const classify = (): never => {
        throw new Error('no JSON');
      };
      new HttpSink(context, { classify }).post(context.fromElements(endpoint.url));
    });
    await expect(running).rejects.toMatchObject({
      cause: { code: 'SINK_FAILED', message: expect.stringContaining('no JSON') as unknown },
      result: { ledger: { accepted: 1, delivered: 0, held: 1 } },
    });
  });
});
