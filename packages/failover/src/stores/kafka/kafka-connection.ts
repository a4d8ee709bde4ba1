import { WeirError, type Clock } from '@weir/core';
import type { Admin, Cluster, KafkaConfig, Message, SASLOptions } from 'kafkajs';
import { readFile } from 'node:fs/promises';
import { loadDriver } from '../load-driver.js';
import { retryTransient } from '../retry-transient.js';
import { isTransient, storeUnavailable } from './kafka-errors.js';

/** How to reach the brokers. */
export interface ConnectionOptions {
  /** `host:port` of each. */
  readonly brokers: readonly string[];
  readonly tls: boolean;
  /** PEM file with the authorities to trust. */
  readonly caPath?: string;
  /** Compares the broker's certificate with its host; Kafka's `ssl.endpoint.identification.algorithm`. */
  readonly checkHost: boolean;
  readonly sasl?: SASLOptions;
  /** -1: every replica in sync has a message before it is acknowledged; 1: the leader has it. */
  readonly acks: -1 | 1;
  readonly compression: 'none' | 'gzip';
  readonly clock: Clock;
}

/** What work is done with. */
export interface KafkaClient {
  /** Resolves when the brokers have `messages`; their partitions follow from their keys. */
  readonly send: (topic: string, messages: readonly Message[]) => Promise<void>;
  /** Metadata and brokers, for requests without a consumer group. */
  readonly cluster: Cluster;
}

interface OpenClient extends KafkaClient {
  readonly createAdmin: () => Admin;
  readonly close: () => Promise<void>;
}

/** Work that is not done by then is reported as failed; it does no harm when it is done nevertheless. */
const deadlineMs = 9_000;
const giveUpAfterMs = 6_000;

/** A few quick ones for the first use of a topic; the rest is up to {@link KafkaConnection.run}. */
const retry = { initialRetryTime: 100, maxRetryTime: 400, retries: 3 };

/** A producer, and a cluster to read from without a group; connected on first use. */
export class KafkaConnection {
  /** For messages: the brokers. */
  readonly place: string;
  readonly #options: ConnectionOptions;
  #open: Promise<OpenClient> | undefined;

  constructor(options: ConnectionOptions) {
    this.place = options.brokers.join(',');
    this.#options = options;
  }

  /**
   * Runs `work`, and again when a broker was lost under it: it must do no harm when it is run twice.
   *
   * @param action completes "the letters cannot be …", for the message
   * @throws LETTER_STORE_UNAVAILABLE, LETTER_STORE_DRIVER_MISSING
   */
  async run<T>(action: string, work: (client: KafkaClient) => Promise<T>): Promise<T> {
    const { clock } = this.#options;
    let first = true;
    const attempt = async (): Promise<T> => {
      const client = await this.#connected();
      if (!first) await client.cluster.refreshMetadata();
      first = false;
      return work(client);
    };
    try {
      return await this.#withDeadline(retryTransient(attempt, { clock, giveUpAfterMs, isTransient }));
    } catch (error) {
      throw storeUnavailable(action, this.place, error);
    }
  }

  /** As {@link run}, with a client that administers topics. */
  runAdmin<T>(action: string, work: (admin: Admin) => Promise<T>): Promise<T> {
    return this.run(action, async () => {
      const admin = (await this.#connected()).createAdmin();
      try {
        await admin.connect();
        return await work(admin);
      } finally {
        await admin.disconnect();
      }
    });
  }

  async close(): Promise<void> {
    const open = await this.#open?.catch(() => undefined);
    await open?.close();
  }

  #connected(): Promise<OpenClient> {
    this.#open ??= this.#connect().catch((error: unknown) => {
      this.#open = undefined;
      throw error;
    });
    return this.#open;
  }

  async #withDeadline<T>(work: Promise<T>): Promise<T> {
    let cancel: (() => void) | undefined;
    const late = new Promise<never>((_, reject) => {
      const error = new WeirError(
        'LETTER_STORE_UNAVAILABLE',
        `The dead letters in ${this.place} cannot be reached: no answer within ${deadlineMs} ms. ` +
          'Make the brokers reachable, or correct failover.kafka.bootstrap.servers and security.protocol.',
        { details: { place: this.place } },
      );
      cancel = this.#options.clock.setTimer(() => {
        this.#abandon();
        reject(error);
      }, deadlineMs);
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      cancel?.();
    }
  }

  /** A client that hangs is left to itself: the next work gets a new one. */
  #abandon(): void {
    void this.close();
    this.#open = undefined;
  }

  async #connect(): Promise<OpenClient> {
    const { CompressionTypes, Kafka, Partitioners } = (await loadDriver('kafka', 'kafkajs', () => import('kafkajs')))
      .default;
    const kafka = new Kafka(await this.#config());
    const producer = kafka.producer({
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    let cluster: Cluster | undefined;
    // The only way kafkajs offers to a cluster; the consumer is never run, so there is no group.
    const consumer = kafka.consumer({
      groupId: 'weir-never-joined',
      allowAutoTopicCreation: false,
      readUncommitted: true,
      partitionAssigners: [
        (config) => {
          cluster = config.cluster;
          return {
            name: 'none',
            version: 0,
            protocol: () => ({ name: 'none', metadata: Buffer.alloc(0) }),
            assign: () => Promise.resolve([]),
          };
        },
      ],
    });
    if (cluster === undefined) throw new Error('this version of kafkajs creates partition assigners late');
    const close = async (): Promise<void> => {
      await Promise.allSettled([producer.disconnect(), consumer.disconnect()]);
    };
    try {
      await Promise.all([producer.connect(), consumer.connect()]);
    } catch (error) {
      await close();
      throw error;
    }
    const compression = this.#options.compression === 'gzip' ? CompressionTypes.GZIP : CompressionTypes.None;
    const send = async (topic: string, messages: readonly Message[]): Promise<void> => {
      await producer.send({ topic, messages: [...messages], acks: this.#options.acks, compression, timeout: 8_000 });
    };
    return { send, cluster, close, createAdmin: () => kafka.admin() };
  }

  async #config(): Promise<KafkaConfig> {
    const { brokers, tls, caPath, checkHost, sasl } = this.#options;
    const ca = caPath === undefined ? {} : { ca: await readFile(caPath, 'utf8') };
    return {
      clientId: 'weir',
      brokers: [...brokers],
      ...(tls && { ssl: { ...ca, ...(!checkHost && { checkServerIdentity: () => undefined }) } }),
      ...(sasl !== undefined && { sasl }),
      connectionTimeout: 3_000,
      authenticationTimeout: 5_000,
      // Beyond the deadline: kafkajs takes a broker for connected whose first answer was late.
      requestTimeout: 15_000,
      retry,
      logCreator: () => () => undefined,
    };
  }
}
