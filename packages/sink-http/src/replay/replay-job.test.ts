import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Parameters, type ConfigObject, type DeadLetter, type DeadLetterStore } from '@weir/core';
import { openStore, resolveFailover } from '@weir/failover';
import { runLocal, startLocal } from '@weir/runner-local';
import { readLetters, sampleLetter, startEndpoint, type Endpoint } from '@weir/testing';
import { replayJob, type ReplayOptions } from './replay-job.js';

let endpoint: Endpoint;
let directory: string;
let store: DeadLetterStore;

beforeEach(async () => {
  endpoint = await startEndpoint();
  directory = await mkdtemp(join(tmpdir(), 'weir-replay-'));
  const parameters = Parameters.of({ 'file.path': directory });
  store = openStore(resolveFailover(parameters.entries(), 'http.sink.failover'));
});

afterEach(async () => {
  await store.close();
  await endpoint.close();
  await rm(directory, { recursive: true });
});

const conf = (): ConfigObject => ({ 'http.sink.failover.file.path': directory, 'http.sink.threshold.retries': 0 });
const replay = (options: Partial<ReplayOptions> = {}) => replayJob({ store, filter: {}, ...options });
const letterTo = (path: string, fields: Partial<DeadLetter> = {}): DeadLetter =>
  sampleLetter(1, { url: `http://old.example${path}`, removedHeaders: [], body: 'text', ...fields });
const toEndpoint = (url: string): string => url.replace('http://old.example', endpoint.url);

const openLetters = (): Promise<DeadLetter[]> => readLetters(store);

test('a letter that fails again elsewhere stays the letter that it was, with the new attempt', async () => {
  endpoint.setScript(404);
  const letter = letterTo('/a', { key: 'k' });
  await store.append([letter]);
  const changes = { rewriteUrl: toEndpoint, headers: { authorization: 's3cret', 'x-new': 'a' } };
  await runLocal(replay(changes), { conf: conf() });
  const [again] = await openLetters();
  expect(again).toEqual({
    ...letter,
    reason: 'rejected',
    detail: '404 Not Found',
    lastAt: expect.any(Number) as number,
    attempts: [...letter.attempts, expect.objectContaining({ status: 404 })],
  });
  endpoint.setScript(200);
  await runLocal(replay(changes), { conf: conf() });
  expect(await openLetters()).toEqual([]);
});

test('a letter of StreamPark is sent as StreamPark would have sent it', async () => {
  const asStored = { method: '', headers: {}, removedHeaders: [], attempts: [] };
  await store.append([sampleLetter(1, { url: 'http://old.example/p?a=1', ...asStored })]);
  const options = { conf: { ...conf(), 'http.sink.body': 'streampark-json' } };
  await runLocal(replay({ rewriteUrl: toEndpoint, method: 'POST' }), options);
  expect([...endpoint.ledger.identities.keys()]).toEqual(['POST /p {"a":"1"}']);
  expect(await openLetters()).toEqual([]);
});

test('a letter that must not be sent fails the replay, and stays', async () => {
  await store.append([letterTo('/a', { removedHeaders: ['x-api-key'] })]);
  await expect(runLocal(replay({ rewriteUrl: toEndpoint }), { conf: conf() })).rejects.toThrow(/not kept: x-api-key/);
  expect(endpoint.ledger.counts.requests).toBe(0);
  expect(await openLetters()).toHaveLength(1);
});

test('letters that a cancelled replay has not sent stay as they were', async () => {
  endpoint.setScript({ kind: 'never' });
  const letters = [1, 2, 3].map((number) => sampleLetter(number, { url: endpoint.url, removedHeaders: [] }));
  await store.append(letters);
  const onlyOne = { 'http.sink.threshold.numWriters': 1, 'http.sink.threshold.maxInFlightPerWriter': 1 };
  const job = startLocal(replay(), { conf: { ...conf(), ...onlyOne } });
  await endpoint.waitFor(({ counts }) => counts.requests === 1);
  await job.cancel();
  const open = await openLetters();
  expect(open.filter(({ reason }) => reason === 'abandoned')).toHaveLength(1);
  expect(open).toEqual(expect.arrayContaining(letters.slice(1)));
});

test('letters that were read already are sent without another look at the store, once', async () => {
  const letters = [1, 2].map((number) => sampleLetter(number, { url: endpoint.url, removedHeaders: [] }));
  await store.append(letters);
  const reads = jest.spyOn(store, 'readChunks');
  const job = replay({ known: letters });
  await runLocal(job, { conf: conf() });
  expect(endpoint.ledger.counts.requests).toBe(2);
  expect(reads).not.toHaveBeenCalled();
  expect(await openLetters()).toEqual([]);
});
