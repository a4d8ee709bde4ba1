import { describeError, isWeirError, WeirError } from '@weir/core';

/** What kafkajs puts on its errors beside the message. */
interface DriverError {
  readonly name?: string;
  /** The broker's name of a protocol error. */
  readonly type?: string;
  /** Of the socket, or the number of a protocol error. */
  readonly code?: string | number;
  readonly retriable?: boolean;
  readonly cause?: unknown;
  /** Of several requests, or partitions. */
  readonly errors?: readonly unknown[];
  readonly partitions?: readonly { readonly error?: unknown }[];
}

const connectionErrors = new Set([
  ...['KafkaJSConnectionClosedError', 'KafkaJSRequestTimeoutError', 'KafkaJSBrokerNotFound', 'KafkaJSLockTimeout'],
  ...['KafkaJSMetadataNotLoaded', 'KafkaJSTopicMetadataNotLoaded', 'KafkaJSNoBrokerAvailableError', 'EmptyAnswerError'],
]);

const transientSocketCodes = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN'],
]);

const connectionRemedy =
  'Start the broker (its log says why it ended: a full disk ends it), or correct failover.kafka.bootstrap.servers; ' +
  'a broker that closes the connection may want another security.protocol.';
const certificateRemedy =
  'Set failover.kafka.ssl.truststore.location to the certificate of the authority that signed the broker’s.';
const rightsRemedy = 'Grant the user Describe, Read, Write, Create and Delete on the topic and on <topic>.resolved.';

const remedies: Readonly<Record<string, string>> = {
  ENOTFOUND: 'Correct the host in failover.kafka.bootstrap.servers.',
  TOPIC_AUTHORIZATION_FAILED: rightsRemedy,
  CLUSTER_AUTHORIZATION_FAILED: rightsRemedy,
  UNKNOWN_TOPIC_OR_PARTITION: 'Create the topic, or let the user create it.',
  INVALID_TOPIC_EXCEPTION: 'Name a topic of letters, digits, ".", "_" and "-" in failover.kafka.topic.',
  POLICY_VIOLATION:
    'The topic does not let records be deleted: set cleanup.policy=delete, or let its retention remove them.',
  NOT_ENOUGH_REPLICAS: 'Start the other brokers.',
  KAFKA_STORAGE_ERROR: 'Free some space on the disk of the broker, or see its log for what else is wrong with it.',
  DEPTH_ZERO_SELF_SIGNED_CERT: certificateRemedy,
  SELF_SIGNED_CERT_IN_CHAIN: certificateRemedy,
  UNABLE_TO_GET_ISSUER_CERT: certificateRemedy,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: certificateRemedy,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: certificateRemedy,
  ERR_TLS_CERT_ALTNAME_INVALID:
    'Name the brokers as in their certificates, or empty failover.kafka.ssl.endpoint.identification.algorithm.',
  KafkaJSSASLAuthenticationError:
    'Correct user and password in failover.kafka.sasl.jaas.config, and failover.kafka.sasl.mechanism.',
};

/** A broker that throttles a client may answer with nothing, although there are messages. */
export class EmptyAnswerError extends Error {
  constructor(topic: string, partition: number, offset: number) {
    super(`the broker gives no message of ${topic}, partition ${partition}, from offset ${offset} on`);
    this.name = 'EmptyAnswerError';
  }
}

/** The error that kafkajs wrapped: it says what happened. */
function rootOf(error: unknown): DriverError {
  const { cause, errors, partitions } = error as DriverError;
  const inner = cause ?? errors?.[0] ?? partitions?.[0]?.error;
  return inner === undefined || inner === null || inner === error ? (error as DriverError) : rootOf(inner);
}

/** The broker's name of the error, as `MESSAGE_TOO_LARGE`, when it is one of the protocol. */
export function protocolErrorOf(error: unknown): string | undefined {
  return rootOf(error).type;
}

/** Whether the same request may succeed a moment later. */
export function isTransient(error: unknown): boolean {
  const { name = '', type, code, retriable } = rootOf(error);
  if (type !== undefined) return retriable === true;
  if (name === 'KafkaJSConnectionError') return typeof code !== 'string' || transientSocketCodes.has(code);
  return connectionErrors.has(name);
}

/** `action` completes "cannot be …": written, read. Errors that have a code of ours already are given back. */
export function storeUnavailable(action: string, place: string, error: unknown): WeirError {
  if (isWeirError(error)) return error;
  const root = rootOf(error);
  const reason = [root.type, root.code, root.name].find((one) => typeof one === 'string') ?? '';
  const remedy = remedies[reason] ?? remedies[root.name ?? ''] ?? connectionRemedyFor(root);
  return new WeirError(
    'LETTER_STORE_UNAVAILABLE',
    `The dead letters in ${place} cannot be ${action}: ${describeError(root)} (${reason}). ${remedy}`,
    { cause: root, details: { place, cause: reason } },
  );
}

function connectionRemedyFor({ type }: DriverError): string {
  return type === undefined ? connectionRemedy : 'See the log of the broker.';
}
