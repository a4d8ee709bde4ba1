import { Parameters, systemClock, type DeadLetterStore } from '@weir/core';
import { describeDeadLetterStore, MemoryLogger, sampleLetter, sampleLetters } from '@weir/testing';
import { Kafka, logLevel, type Admin, type Message } from 'kafkajs';
import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { pinnedVersions, ServiceInstance } from '../../../../../services/service-instance.js';
import { openStore } from '../../open-store.js';
import { resolveFailover } from '../../options.js';

jest.setTimeout(180_000);

type Values = Readonly<Record<string, string | number>>;

const opened: DeadLetterStore[] = [];

function open(values: Values, logger = new MemoryLogger()): DeadLetterStore {
  const entries = Parameters.of({ storage: 'kafka', ...values }).entries();
  const store = openStore(resolveFailover(entries, 'http.sink.failover'), { clock: systemClock, logger });
  opened.push(store);
  return store;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()));
});

function newTopic(): string {
  return `letters-${randomBytes(6).toString('hex')}`;
}

describe.each(pinnedVersions('kafka'))('Kafka %s', (version) => {
  const server = new ServiceInstance(`kafka@${version}`).start();

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

  describeDeadLetterStore('kafka', async () => {
    const topic = newTopic();
    const values = { 'kafka.topic': topic, 'kafka.bootstrap.servers': await variable('WEIR_KAFKA_BOOTSTRAP') };
    return {
      store: open(values),
      reopen: () => Promise.resolve(open(values)),
      destroy: async () => {
        const names = (await admin.listTopics()).filter((name) => name.startsWith(topic));
        if (names.length > 0) await admin.deleteTopics({ topics: names });
      },
    };
  });
});
