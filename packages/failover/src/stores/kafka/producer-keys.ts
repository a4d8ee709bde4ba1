/**
 * The other keys of Kafka's Java producer ("Producer Configs" in Kafka's documentation, 3.9 and 4.x), which StreamPark
 * passes on and which mean nothing to this store.
 */
export const ignoredProducerKeys: readonly string[] = [
  ...[
    'key.serializer',
    'value.serializer',
    'semantic',
    'batch.size',
    'buffer.memory',
    'client.dns.lookup',
    'client.id',
  ],
  ...['client.rack', 'compression.gzip.level', 'compression.lz4.level', 'compression.zstd.level', 'config.providers'],
  ...['connections.max.idle.ms', 'delivery.timeout.ms', 'enable.idempotence', 'enable.metrics.push'],
  ...['interceptor.classes', 'linger.ms', 'max.block.ms', 'max.in.flight.requests.per.connection', 'max.request.size'],
  ...[
    'metadata.max.age.ms',
    'metadata.max.idle.ms',
    'metadata.recovery.strategy',
    'metadata.recovery.rebootstrap.trigger.ms',
  ],
  ...['metric.reporters', 'metrics.num.samples', 'metrics.recording.level', 'metrics.sample.window.ms'],
  ...['partitioner.adaptive.partitioning.enable', 'partitioner.availability.timeout.ms', 'partitioner.class'],
  ...['partitioner.ignore.keys', 'receive.buffer.bytes', 'reconnect.backoff.max.ms', 'reconnect.backoff.ms'],
  ...['request.timeout.ms', 'retries', 'retry.backoff.max.ms', 'retry.backoff.ms', 'security.providers'],
  ...['send.buffer.bytes', 'socket.connection.setup.timeout.max.ms', 'socket.connection.setup.timeout.ms'],
  ...['transaction.timeout.ms', 'transactional.id', 'transaction.two.phase.commit.enable'],
  ...['sasl.client.callback.handler.class', 'sasl.kerberos.kinit.cmd', 'sasl.kerberos.min.time.before.relogin'],
  ...['sasl.kerberos.service.name', 'sasl.kerberos.ticket.renew.jitter', 'sasl.kerberos.ticket.renew.window.factor'],
  ...['sasl.login.callback.handler.class', 'sasl.login.class', 'sasl.login.connect.timeout.ms'],
  ...['sasl.login.read.timeout.ms', 'sasl.login.retry.backoff.max.ms', 'sasl.login.retry.backoff.ms'],
  ...['sasl.login.refresh.buffer.seconds', 'sasl.login.refresh.min.period.seconds', 'sasl.login.refresh.window.factor'],
  ...['sasl.login.refresh.window.jitter', 'ssl.cipher.suites', 'ssl.enabled.protocols', 'ssl.engine.factory.class'],
  ...['ssl.keymanager.algorithm', 'ssl.protocol', 'ssl.provider', 'ssl.secure.random.implementation'],
  ...['ssl.trustmanager.algorithm', 'ssl.truststore.type', 'ssl.truststore.password'],
];
