import { WeirError } from '@weir/core';
import type { SASLOptions } from 'kafkajs';
import type { JaasLogin } from './jaas-config.js';

/** The keys that say who logs in. */
export interface SaslKeys {
  readonly 'kafka.sasl.mechanism': 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';
  readonly 'kafka.sasl.jaas.config'?: JaasLogin | undefined;
  readonly 'kafka.sasl.username'?: string | undefined;
  readonly 'kafka.sasl.password'?: string | undefined;
}

/** Who logs in and how. @throws CONFIG_INVALID_VALUE when nobody is named */
export function saslOptions(keys: SaslKeys): SASLOptions {
  const username = keys['kafka.sasl.username'] ?? keys['kafka.sasl.jaas.config']?.username;
  const password = keys['kafka.sasl.password'] ?? keys['kafka.sasl.jaas.config']?.password;
  if (username === undefined || password === undefined) {
    throw new WeirError(
      'CONFIG_INVALID_VALUE',
      'failover.kafka.security.protocol says SASL, and nobody is named to log in. ' +
        'Set failover.kafka.sasl.jaas.config, or sasl.username and sasl.password.',
      { details: { key: 'kafka.sasl.jaas.config' } },
    );
  }
  switch (keys['kafka.sasl.mechanism']) {
    case 'PLAIN':
      return { mechanism: 'plain', username, password };
    case 'SCRAM-SHA-256':
      return { mechanism: 'scram-sha-256', username, password };
    case 'SCRAM-SHA-512':
      return { mechanism: 'scram-sha-512', username, password };
  }
}
