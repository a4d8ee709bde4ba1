import { key } from '@weir/core';
import { z } from 'zod';
import type { StoreKind } from '../store-kind.js';
import { parseJaasConfig } from './jaas-config.js';
import { KafkaStore } from './kafka-store.js';
import { ignoredProducerKeys } from './producer-keys.js';
import { saslOptions } from './sasl-options.js';

const securityProtocols = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'] as const;
const saslMechanisms = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;

/** `host:port`; kafkajs takes no IPv6 addresses. */
const brokers = z
  .string()
  .transform((text) => text.split(',').map((one) => one.trim()))
  .pipe(z.array(z.string().regex(/^[^\s:/]+:\d{1,5}$/)).min(1));

const jaasLogin = z.string().transform((text, context) => {
  const login = parseJaasConfig(text);
  if (login !== undefined) return login;
  context.addIssue('not a login module for PLAIN or SCRAM');
  return z.NEVER;
});

function oneOf<const T extends readonly string[]>(names: T) {
  return z.string().trim().toUpperCase().pipe(z.enum(names));
}

const kafkaKeys = {
  'kafka.bootstrap.servers': key(brokers, {
    expected: 'a comma-separated list of host:port',
    doc: 'Brokers of the Kafka store.',
  }),
  'kafka.topic': key(
    z
      .string()
      .trim()
      .regex(/^[\w.-]{1,240}$/)
      .optional(),
    {
      expected: 'a name of letters, digits, ".", "_" and "-"',
      doc: 'Topic of the Kafka store; `table` when it is not set. Resolutions are in `<topic>.resolved`.',
    },
  ),
  'kafka.security.protocol': key(oneOf(securityProtocols), {
    expected: `one of ${securityProtocols.join(', ')}`,
    doc: 'How the Kafka store speaks to the brokers.',
    default: 'PLAINTEXT',
  }),
  'kafka.sasl.mechanism': key(oneOf(saslMechanisms), {
    expected: `one of ${saslMechanisms.join(', ')}`,
    doc: 'How the Kafka store logs in, with a security.protocol that says SASL.',
    default: 'PLAIN',
  }),
  'kafka.sasl.jaas.config': key(jaasLogin.optional(), {
    expected: 'PlainLoginModule or ScramLoginModule required username="…" password="…";',
    doc: 'User and password of the Kafka store as Kafka’s own clients take them.',
  }),
  'kafka.sasl.username': key(z.string().optional(), {
    expected: 'a user name',
    doc: 'User of the Kafka store, instead of sasl.jaas.config.',
  }),
  'kafka.sasl.password': key(z.string().optional(), {
    expected: 'a password',
    doc: 'Password of the Kafka store, instead of sasl.jaas.config.',
  }),
  'kafka.ssl.truststore.location': key(
    z
      .string()
      .trim()
      .regex(/\.(?:pem|crt|cer)$/i)
      .optional(),
    {
      expected: 'a path of a PEM file (.pem, .crt or .cer); a JKS or PKCS #12 store must be converted',
      doc: 'PEM file with the certificates of the authorities that the Kafka store trusts.',
      aliases: ['kafka.ssl.ca'],
    },
  ),
  'kafka.ssl.endpoint.identification.algorithm': key(
    z
      .string()
      .trim()
      .toLowerCase()
      .pipe(z.enum(['https', ''])),
    {
      expected: 'https, or nothing',
      doc: 'Whether the Kafka store compares a broker’s certificate with its host; nothing for not.',
      default: 'https',
    },
  ),
  'kafka.acks': key(
    z
      .string()
      .trim()
      .toLowerCase()
      .pipe(z.enum(['all', '-1', '1'])),
    {
      expected: 'all, -1 or 1; with 0 nobody would know that a letter was stored',
      doc: 'How many brokers of the Kafka store must have a letter: all in sync, or the leader.',
      default: 'all',
    },
  ),
  'kafka.compression.type': key(
    z
      .string()
      .trim()
      .toLowerCase()
      .pipe(z.enum(['none', 'gzip'])),
    {
      expected: 'none or gzip; snappy, lz4 and zstd need codecs that kafkajs does not bring',
      doc: 'Compression of the Kafka store’s messages.',
      default: 'none',
    },
  ),
} as const;

/** `storage: kafka`: messages of a topic. */
export const kafkaStoreKind: StoreKind<typeof kafkaKeys> = {
  blocks: ['kafka'],
  keys: kafkaKeys,
  ignoredKeys: ignoredProducerKeys,
  create(table, options, { clock }) {
    const protocol = options['kafka.security.protocol'];
    const caPath = options['kafka.ssl.truststore.location'];
    const sasl = protocol.startsWith('SASL') ? saslOptions(options) : undefined;
    return new KafkaStore({
      topic: options['kafka.topic'] ?? table,
      brokers: options['kafka.bootstrap.servers'],
      tls: protocol.endsWith('SSL'),
      ...(caPath !== undefined && { caPath }),
      checkHost: options['kafka.ssl.endpoint.identification.algorithm'] === 'https',
      ...(sasl !== undefined && { sasl }),
      acks: options['kafka.acks'] === '1' ? 1 : -1,
      compression: options['kafka.compression.type'],
      clock,
    });
  },
};
