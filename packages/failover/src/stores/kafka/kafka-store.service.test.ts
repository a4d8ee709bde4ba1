import { Parameters, systemClock, type DeadLetter, type DeadLetterStore } from '@weir/core';
import { describeServerStore, MemoryLogger, sampleLetter, sampleLetters } from '@weir/testing';
import { ConfigResourceTypes, Kafka, logLevel, Partitioners, type Admin, type Message } from 'kafkajs';
import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { pinnedVersions, ServiceInstance } from '../../../../../services/service-instance.js';
import { LetterWriters } from '../../../test/letter-writer.js';
import { createStore } from '../create-store.js';
import { resolveFailover } from '../../options.js';

jest.setTimeout(180_000);

type Values = Readonly<Record<string, string | number>>;

const opened: DeadLetterStore[] = [];

function open(values: Values, logger = new MemoryLogger()): DeadLetterStore {
  const entries = Parameters.of({ storage: 'kafka', ...values }).entries();
  const store = createStore(resolveFailover(entries, 'http.sink.failover'), { clock: systemClock, logger });
  opened.push(store);
  return store;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()));
});

function newTopic(): string {
  return `letters-${randomBytes(6).toString('hex')}`;
}

const writers = new LetterWriters();
beforeAll(() => writers.build(), 300_000);
afterAll(() => {
  writers.stop();
});

describe.each(pinnedVersions('kafka'))('Kafka %s', (version) => {
  const instance = new ServiceInstance(`kafka@${version}`);
  const server = instance.start();

  async function variable(name: string): Promise<string> {
    const value = (await server)[name];
    if (value === undefined) throw new Error(`the rig does not say ${name}`);
    return value;
  }

  let kafka: Kafka;
  /** Looks at the topics from the side. */
  let admin: Admin;

  beforeAll(async () => {
    kafka = new Kafka({ brokers: [await variable('WEIR_KAFKA_BOOTSTRAP')], logLevel: logLevel.NOTHING });
    admin = kafka.admin();
    await admin.connect();
  });

  afterAll(async () => {
    await admin.disconnect();
  });

  describeServerStore('kafka', async () => {
    const topic = newTopic();
    const values = { 'kafka.topic': topic, 'kafka.bootstrap.servers': await variable('WEIR_KAFKA_BOOTSTRAP') };
    return {
      store: open(values),
      reopen: () => Promise.resolve(open(values)),
      destroy: async () => {
        const names = (await admin.listTopics()).filter((name) => name.startsWith(topic));
        if (names.length > 0) await admin.deleteTopics({ topics: names });
      },
      restartServer: () => instance.restart(),
      startWriter: (letters) => writers.start({ storage: 'kafka', ...values }, letters),
    };
  });

  async function settings(more: Values = {}): Promise<Values> {
    return { 'kafka.bootstrap.servers': await variable('WEIR_KAFKA_BOOTSTRAP'), ...more };
  }

  async function produce(topic: string, messages: Message[]): Promise<void> {
    const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    await producer.send({ topic, messages });
    await producer.disconnect();
  }

  async function createTopic(
    topic: string,
    numPartitions: number,
    config: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
    await admin.createTopics({ topics: [{ topic, numPartitions, configEntries }] });
  }

  /** How many messages the partitions hold. */
  async function sizesOf(topic: string): Promise<number[]> {
    return (await admin.fetchTopicOffsets(topic)).map(({ high, low }) => Number(high) - Number(low));
  }

  describe('the topics', () => {
    it("hold StreamPark's fields with the letter beside them, keyed by its id, and do not expire", async () => {
      const topic = newTopic();
      const store = open(await settings({ 'kafka.topic': topic, 'kafka.compression.type': 'gzip' }));
      await store.append([sampleLetter(1)]);
      await store.resolve([{ id: 'letter-000001', lastAt: sampleLetter(1).lastAt, at: 1, outcome: 'delivered' }]);
      const dump = await instance.client('dump', topic);
      const [key, value = ''] = dump.split('\t');
      expect(key).toBe('letter-000001');
      expect(JSON.parse(value)).toMatchObject({
        values: [sampleLetter(1).url],
        timestamp: sampleLetter(1).lastAt,
        id: 'letter-000001',
        method: 'POST',
      });
      expect(await sizesOf(`${topic}.resolved`)).toEqual([1]);
      const { resources } = await admin.describeConfigs({
        includeSynonyms: false,
        resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configNames: ['retention.ms'] }],
      });
      expect(resources[0]?.configEntries[0]?.configValue).toBe('-1');
    });

    it('may have several partitions, which are read to the end that they had', async () => {
      const topic = newTopic();
      await createTopic(topic, 3);
      const store = open(await settings({ 'kafka.topic': topic }));
      await store.append(sampleLetters(0, 1000));
      expect((await sizesOf(topic)).every((size) => size > 0)).toBe(true);
      expect(idsOf(await readAll(store))).toEqual(idsOf(sampleLetters(0, 1000)));
      await store.resolve(
        sampleLetters(0, 990).map(({ id, lastAt }) => ({ id, lastAt, at: lastAt, outcome: 'delivered' })),
      );
      expect(await store.purge({ olderThan: sampleLetter(2000).lastAt })).toBe(990);
      expect((await sizesOf(topic)).reduce((sum, size) => sum + size)).toBe(10);
      expect(idsOf(await readAll(store))).toEqual(idsOf(sampleLetters(990, 1000)));
    });

    it('may hold messages of StreamPark, which are listed, settled and purged as letters without a method', async () => {
      const topic = newTopic();
      const store = open(await settings({ 'kafka.topic': topic }));
      await createTopic(topic, 1);
      const urls = ['http://h/?a="1"', 'http://h/?a=\\d', 'http://h/?c', 'http://h/?d'];
      await produce(
        topic,
        urls.map((url, at) => ({
          value: `\n{\n"values":[ "${url.replaceAll('"', '\\"')}" ],\n"timestamp":${at}\n}\n`,
        })),
      );
      await store.append([sampleLetter(1)]);
      const letters = await readAll(store);
      expect(letters.map(({ url }) => url)).toEqual([...urls, sampleLetter(1).url]);
      const settle = (index: number) => {
        const { id, lastAt } = letters[index]!;
        return { id, lastAt, at: lastAt, outcome: 'delivered' } as const;
      };
      await store.resolve([settle(0), settle(1), settle(3)]);
      // The third is open and of StreamPark, so it stays where it is, and the fourth behind it.
      expect(await store.purge({ olderThan: sampleLetter(2).lastAt })).toBe(2);
      expect(idsOf(await readAll(store))).toEqual([letters[2]!.id, 'letter-000001']);
      expect(await sizesOf(topic)).toEqual([3]);
    });

    it('name a message that cannot be read back, after the readable letters, and are not purged then', async () => {
      const topic = newTopic();
      const store = open(await settings({ 'kafka.topic': topic }));
      await store.append([sampleLetter(1)]);
      await produce(topic, [{ value: 'no letter' }]);
      await store.append([sampleLetter(2)]);
      const ids: string[] = [];
      const reading = (async () => {
        for await (const { letter } of store.read()) ids.push(letter.id);
      })();
      await expect(reading).rejects.toMatchObject({
        code: 'LETTER_STORE_CORRUPT',
        message: expect.stringContaining(`${topic}, partition 0, offset 1`) as string,
      });
      expect(ids).toEqual(['letter-000001', 'letter-000002']);
      await expect(store.purge({ olderThan: sampleLetter(9).lastAt, open: true })).rejects.toMatchObject({
        code: 'LETTER_STORE_CORRUPT',
      });
    });

    it('give the letters behind a purge that happens while they are read', async () => {
      const topic = newTopic();
      const store = open(await settings({ 'kafka.topic': topic }));
      // More than a reader keeps of its first pass, so that it comes back for the messages behind them.
      const large = sampleLetters(0, 800).map((letter) => ({ ...letter, body: 'x'.repeat(90_000) }));
      await store.append([...large, ...sampleLetters(800, 5000)]);
      const ids: string[] = [];
      for await (const { letter } of store.read()) {
        ids.push(letter.id);
        if (ids.length !== 100) continue;
        await store.resolve(
          sampleLetters(4900, 4950).map(({ id, lastAt }) => ({ id, lastAt, at: lastAt, outcome: 'delivered' })),
        );
        expect(await store.purge({ olderThan: sampleLetter(6000).lastAt })).toBe(50);
      }
      expect(ids).toEqual(idsOf([...sampleLetters(0, 4900), ...sampleLetters(4950, 5000)]));
    });

    it('are created anew when somebody deleted them', async () => {
      const topic = newTopic();
      const store = open(await settings({ 'kafka.topic': topic }));
      await store.append([sampleLetter(1)]);
      await admin.deleteTopics({ topics: [topic] });
      expect(await failureOf(store.append([sampleLetter(2)]))).toMatchObject({ code: 'LETTER_STORE_UNAVAILABLE' });
      await store.append([sampleLetter(3)]);
      expect(idsOf(await readAll(store))).toEqual(['letter-000003']);
    });

    it('leave no consumer group behind', async () => {
      const topic = newTopic();
      const store = open(await settings({ 'kafka.topic': topic }));
      await store.append(sampleLetters(0, 10));
      await readAll(store);
      const { groups } = await admin.listGroups();
      expect(groups.filter(({ groupId }) => groupId.includes('weir'))).toEqual([]);
    });
  });

  describe('the size of a letter', () => {
    it('is refused above the limit of the topic, and the others of the same moment are taken', async () => {
      const topic = newTopic();
      await createTopic(topic, 1, { 'max.message.bytes': '200000' });
      const store = open(await settings({ 'kafka.topic': topic }));
      const body = 'x'.repeat(90_000);
      const [large, ...small] = await Promise.allSettled([
        store.append([sampleLetter(0, { body: 'x'.repeat(2_000_000) })]),
        ...sampleLetters(1, 21).map((letter) => store.append([{ ...letter, body }])),
      ]);
      expect(large).toMatchObject({
        reason: {
          code: 'LETTER_TOO_LARGE',
          message: expect.stringContaining('Raise max.message.bytes of the topic') as string,
        },
      });
      expect(small.map(({ status }) => status)).toEqual(small.map(() => 'fulfilled'));
      expect(await readAll(store)).toHaveLength(20);
    });
  });

  describe('what goes wrong is said within 10 s, with a remedy and without the password', () => {
    async function refused(values: Values, expected: RegExp): Promise<void> {
      const uses: ((store: DeadLetterStore) => Promise<unknown>)[] = [
        (store) => store.probe(),
        (store) => store.append([sampleLetter(1)]),
        (store) => readAll(store),
      ];
      const topic = newTopic();
      const failures = await Promise.all(uses.map((use) => failureOf(use(open({ 'kafka.topic': topic, ...values })))));
      for (const { code, message, cause } of failures) {
        expect(code).toBe('LETTER_STORE_UNAVAILABLE');
        expect(message).toMatch(expected);
        expect(message + String(cause)).not.toContain('-secret');
      }
    }

    it('a port where nobody listens', () =>
      refused(
        { 'kafka.bootstrap.servers': '127.0.0.1:1' },
        /ECONNREFUSED.*Start the broker \(its log says why it ended: a full disk ends it\), or correct failover\.kafka\.bootstrap\.servers/,
      ));

    it('a host that does not exist', () =>
      refused(
        { 'kafka.bootstrap.servers': 'nowhere.invalid:9092' },
        /Correct the host in|Start the broker \(its log says why it ended: a full disk ends it\), or correct/,
      ));

    it('a server that accepts and says nothing', async () => {
      const silent = createServer().listen(0, '127.0.0.1');
      await once(silent, 'listening');
      try {
        const { port } = silent.address() as AddressInfo;
        await refused({ 'kafka.bootstrap.servers': `127.0.0.1:${port}` }, /Make the brokers reachable/);
      } finally {
        silent.close();
      }
    });

    it('a listener that wants TLS', async () => {
      await refused({ 'kafka.bootstrap.servers': await variable('WEIR_KAFKA_SSL_BOOTSTRAP') }, /security\.protocol/);
    });

    it('a wrong password', async () => {
      const server = { 'kafka.bootstrap.servers': await variable('WEIR_KAFKA_SASL_PLAINTEXT_BOOTSTRAP') };
      for (const mechanism of ['PLAIN', 'SCRAM-SHA-256']) {
        await refused(
          { ...server, ...login(mechanism, await variable('WEIR_KAFKA_USER'), 'wrong-secret') },
          /Correct user and password in/,
        );
      }
    });

    it('a user without rights', async () => {
      const server = { 'kafka.bootstrap.servers': await variable('WEIR_KAFKA_SASL_PLAINTEXT_BOOTSTRAP') };
      const stranger = login(
        'PLAIN',
        await variable('WEIR_KAFKA_STRANGER_USER'),
        await variable('WEIR_KAFKA_STRANGER_PASSWORD'),
      );
      await refused({ ...server, ...stranger }, /Grant the user Describe, Read, Write, Create and Delete/);
    });
  });

  describe('TLS and authentication', () => {
    it.each([
      ['SSL', 'WEIR_KAFKA_SSL_BOOTSTRAP', undefined],
      ['SASL_PLAINTEXT', 'WEIR_KAFKA_SASL_PLAINTEXT_BOOTSTRAP', 'PLAIN'],
      ['SASL_PLAINTEXT', 'WEIR_KAFKA_SASL_PLAINTEXT_BOOTSTRAP', 'SCRAM-SHA-512'],
      ['SASL_SSL', 'WEIR_KAFKA_SASL_SSL_BOOTSTRAP', 'SCRAM-SHA-256'],
    ])('%s at %s by %s', async (protocol, bootstrap, mechanism) => {
      const store = open({
        'kafka.topic': newTopic(),
        'kafka.bootstrap.servers': await variable(bootstrap),
        'kafka.ssl.truststore.location': await variable('WEIR_KAFKA_CA'),
        ...(mechanism && login(mechanism, await variable('WEIR_KAFKA_USER'), await variable('WEIR_KAFKA_PASSWORD'))),
        'kafka.security.protocol': protocol,
      });
      await store.probe();
      await store.append([sampleLetter(1)]);
      expect(await readAll(store)).toHaveLength(1);
    });

    it('refuses a broker whose authority it does not know', async () => {
      const store = open({
        'kafka.bootstrap.servers': await variable('WEIR_KAFKA_SSL_BOOTSTRAP'),
        'kafka.security.protocol': 'SSL',
      });
      const { code, message } = await failureOf(store.probe());
      expect([code, message]).toEqual([
        'LETTER_STORE_UNAVAILABLE',
        expect.stringMatching(/certificate.*Set failover\.kafka\.ssl\.truststore\.location/),
      ]);
    });
  });

  describe('a broker that goes away', () => {
    const crashing = new ServiceInstance(`kafka@${version}+stores`);

    it.each(['stop', 'kill'] as const)('keeps what was acknowledged and gets the rest: %s', async (end) => {
      const { WEIR_KAFKA_BOOTSTRAP: bootstrap = '' } = await crashing.start();
      const store = open({ 'kafka.topic': newTopic(), 'kafka.bootstrap.servers': bootstrap });
      await store.append([sampleLetter(1000)]);
      const progress = new EventEmitter();
      const halfway = once(progress, 'halfway');
      const letters = sampleLetters(0, 300);
      const appending = (async () => {
        for (const [index, letter] of letters.entries()) {
          await untilStored(store, letter);
          if (index === 100) progress.emit('halfway');
        }
      })();
      await halfway;
      await crashing[end]();
      await crashing.start();
      await appending;
      expect(idsOf(await readAll(store))).toEqual(idsOf([...letters, sampleLetter(1000)]));
      await store.probe();
    });

    it('is reported within 10 s while it is away, and used again when it is back', async () => {
      const { WEIR_KAFKA_BOOTSTRAP: bootstrap = '' } = await crashing.start();
      const store = open({ 'kafka.topic': newTopic(), 'kafka.bootstrap.servers': bootstrap });
      await store.append([sampleLetter(1)]);
      await crashing.stop();
      const failures = [
        failureOf(store.append([sampleLetter(2)])),
        failureOf(readAll(store)),
        failureOf(store.probe()),
      ];
      for (const { code } of await Promise.all(failures)) expect(code).toBe('LETTER_STORE_UNAVAILABLE');
      await crashing.start();
      await untilStored(store, sampleLetter(3));
      expect(idsOf(await readAll(store))).toEqual(expect.arrayContaining(['letter-000001', 'letter-000003']));
    });

    it('ends when its disk is full, which is said within 10 s, and goes on with what it acknowledged', async () => {
      const { WEIR_KAFKA_BOOTSTRAP: bootstrap = '' } = await crashing.start();
      const store = open({ 'kafka.topic': newTopic(), 'kafka.bootstrap.servers': bootstrap });
      await store.append([sampleLetter(1)]);
      await crashing.fillDisk();
      // One after the other: it is the append that ends the broker, which answers a probe until then.
      for (const attempt of [() => store.append([sampleLetter(2)]), () => store.probe()]) {
        expect(await failureOf(attempt())).toMatchObject({
          code: 'LETTER_STORE_UNAVAILABLE',
          message: expect.stringContaining('a full disk ends it') as string,
        });
      }
      await crashing.restart();
      await untilStored(store, sampleLetter(3));
      expect(idsOf(await readAll(store))).toEqual(expect.arrayContaining(['letter-000001', 'letter-000003']));
    });

    afterAll(() => crashing.stop());
  });
});

function login(mechanism: string, username: string, password: string): Values {
  const module = mechanism === 'PLAIN' ? 'plain.PlainLoginModule' : 'scram.ScramLoginModule';
  return {
    'kafka.security.protocol': 'SASL_PLAINTEXT',
    'kafka.sasl.mechanism': mechanism,
    'kafka.sasl.jaas.config': `org.apache.kafka.common.security.${module} required username="${username}" password="${password}";`,
  };
}

function idsOf(letters: readonly DeadLetter[]): string[] {
  return letters.map(({ id }) => id);
}

async function readAll(store: DeadLetterStore): Promise<DeadLetter[]> {
  const letters: DeadLetter[] = [];
  for await (const { letter } of store.read()) letters.push(letter);
  return letters;
}

/** Appends `letter` as a sink does: again as long as the store is unavailable. */
async function untilStored(store: DeadLetterStore, letter: DeadLetter): Promise<void> {
  for (;;) {
    try {
      await store.append([letter]);
      return;
    } catch (error) {
      expect(error).toMatchObject({ code: 'LETTER_STORE_UNAVAILABLE' });
    }
  }
}

/** The error of `work`, which must fail within 10 s. */
async function failureOf(work: Promise<unknown>): Promise<{ code: string; message: string; cause?: unknown }> {
  const startedAt = Date.now();
  const error: unknown = await work.then(
    () => new Error('it succeeded'),
    (reason: unknown) => reason,
  );
  expect(Date.now() - startedAt).toBeLessThan(10_000);
  return error as { code: string; message: string };
}
