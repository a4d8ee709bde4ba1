import { Parameters } from '@weir/core';
import { MemoryLogger } from '@weir/testing';
import { openStore } from '../../open-store.js';
import { resolveFailover } from '../../options.js';

const logger = new MemoryLogger();

function open(values: Readonly<Record<string, string | number>>) {
  const entries = Parameters.of({
    ...{ table: 'orders', storage: 'kafka', 'kafka.bootstrap.servers': 'localhost:9091,localhost:9092' },
    ...values,
  }).entries();
  return openStore(resolveFailover(entries, 'http.sink.failover'), { logger });
}

it('takes the documented block as it is', () => {
  expect(open({ 'kafka.topic': 'bigdata' }).description).toBe(
    'topic bigdata in Kafka at localhost:9091,localhost:9092',
  );
});

it('calls the topic as the table when it is not told', () => {
  expect(open({}).description).toMatch(/^topic orders /);
});

it("names the keys of Kafka's producer that have no meaning, in one warning", () => {
  open({ 'kafka.linger.ms': 5, 'kafka.key.serializer': 'x', 'kafka.acks': 'all' });
  const warnings = logger.entries.filter(({ level }) => level === 'warn').map(({ message }) => message);
  expect(warnings).toEqual([
    expect.stringMatching(/ignored: http\.sink\.failover\.kafka\.linger\.ms, .*kafka\.key\.serializer$/),
  ]);
});

it.each([
  ['kafka.acks', '0', /nobody would know/],
  ['kafka.compression.type', 'snappy', /none or gzip/],
  ['kafka.bootstrap.servers', 'localhost', /list of host:port/],
  ['kafka.bootstrap.servers', '[::1]:9092', /list of host:port/],
  ['kafka.topic', 'my topic', /name of letters, digits/],
  ['kafka.security.protocol', 'TLS', /one of PLAINTEXT, SSL/],
  ['kafka.sasl.mechanism', 'GSSAPI', /one of PLAIN, SCRAM/],
  ['kafka.ssl.truststore.location', '/etc/trust.jks', /PEM file/],
  [
    'kafka.sasl.jaas.config',
    'Krb5LoginModule required password="hidden";',
    /kafka\.sasl\.jaas\.config: "\*{6}".*PlainLoginModule/,
  ],
  ['kafka.lingr.ms', '5', /not a known key.*Did you mean .*kafka\.linger\.ms/],
])('refuses %s: %s', (name, value, message) => {
  expect(() => open({ [name]: value })).toThrow(message);
});

it('wants somebody to log in when the protocol says SASL', () => {
  expect(() => open({ 'kafka.security.protocol': 'SASL_SSL' })).toThrow(/Set failover\.kafka\.sasl\.jaas\.config/);
});
