import { Parameters, systemClock, type DeadLetterStore } from '@weir/core';
import { MemoryLogger, sampleLetter, sampleLetters } from '@weir/testing';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServiceInstance } from '../../../../services/service-instance.js';
import { openStore } from '../open-store.js';
import { resolveFailover } from '../options.js';

jest.setTimeout(120_000);

/** Killed by these tests, so nobody else uses it. */
const server = new ServiceInstance('mariadb+spill');

let root: string;
let values: Readonly<Record<string, string>>;
let logger: MemoryLogger;
let table: string;
const opened: DeadLetterStore[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'weir-spill-service-'));
  logger = new MemoryLogger();
  table = `letters_${randomBytes(6).toString('hex')}`;
  const { WEIR_MYSQL_URL = '' } = await server.start();
  values = { storage: 'mysql', table, 'jdbc.jdbcUrl': WEIR_MYSQL_URL, 'spill.path': join(root, 'spill') };
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()));
  await rm(root, { recursive: true });
});

afterAll(() => server.stop());

function open(changes: Readonly<Record<string, string>> = {}): DeadLetterStore {
  const entries = Parameters.of({ ...values, ...changes }).entries();
  const store = openStore(resolveFailover(entries, 'http.sink.failover'), { clock: systemClock, logger });
  opened.push(store);
  return store;
}

/** Brings what is spilled to the server, for as long as that takes: a purge does so first. */
async function drain(store: DeadLetterStore): Promise<void> {
  await store.purge({ olderThan: 0 });
  await store.close();
}

async function spilledFiles(): Promise<string[]> {
  const names = await readdir(join(root, 'spill'), { recursive: true });
  return names.filter((name) => name.endsWith('.jsonl'));
}

/** What the server has, by its own client. */
async function rowIds(): Promise<string[]> {
  const output = await server.client(
    'weir',
    '--batch',
    '--skip-column-names',
    '-e',
    `select id from ${table} order by seq`,
  );
  return output.trim().split('\n');
}

const idsOf = (from: number, to: number) => sampleLetters(from, to).map(({ id }) => id);

it('has every letter on the server, each once and in order, after the server was killed and came back', async () => {
  const store = open();
  await store.append(sampleLetters(0, 100));
  await server.kill();
  for (let from = 100; from < 1100; from += 50) await store.append(sampleLetters(from, from + 50));
  const spilled = await spilledFiles();
  await server.start();
  await drain(store);
  expect(spilled).not.toEqual([]);
  expect(await spilledFiles()).toEqual([]);
  expect(await rowIds()).toEqual(idsOf(0, 1100));
});

it('keeps the letters of a run without its server for the next one', async () => {
  await server.kill();
  const store = open();
  await store.append(sampleLetters(0, 1000));
  await store.close();
  expect(logger.messages('warn').at(-1)).toMatch(/^1000 dead letters stay in the spill .*ECONNREFUSED/);
  await server.start();
  await drain(open());
  expect(await rowIds()).toEqual(idsOf(0, 1000));
  expect(await spilledFiles()).toEqual([]);
});

it('loses nothing to a wrong password, and has it all when that is corrected', async () => {
  const wrong = new URL(values['jdbc.jdbcUrl'] ?? '');
  wrong.password = 'wrong';
  const store = open({ 'jdbc.jdbcUrl': wrong.href });
  await store.append(sampleLetters(0, 10));
  await store.close();
  expect(logger.messages('warn')[0]).toMatch(/Access denied.*Correct failover\.jdbc\.username/);
  await drain(open());
  expect(await rowIds()).toEqual(idsOf(0, 10));
});

it('keeps a letter that is larger than the server takes, and sends the others', async () => {
  const store = open();
  await store.append([sampleLetter(0), sampleLetter(1, { body: 'x'.repeat(20_000_000) }), sampleLetter(2)]);
  const ids: string[] = [];
  for await (const { letter } of store.read()) ids.push(letter.id);
  expect(ids).toEqual(idsOf(0, 3));
  expect(await rowIds()).toEqual([idsOf(0, 1)[0], idsOf(2, 3)[0]]);
  expect(logger.messages('warn')[0]).toMatch(
    /^The dead letter letter-000001 has 20\d+ bytes as a row; max_allowed_packet/,
  );
});
