import type { Cluster } from 'kafkajs';
import type { KafkaConnection } from './kafka-connection.js';
import { EmptyAnswerError, protocolErrorOf } from './kafka-errors.js';

/** The part of a partition that is read: offsets from `low` to `end`, `end` left out. */
export interface PartitionRange {
  readonly partition: number;
  readonly low: number;
  readonly end: number;
}

/** A message of a topic. */
export interface TopicMessage {
  readonly partition: number;
  readonly offset: number;
  readonly key: Buffer | null;
  /** Null for a message that deletes its key in a compacted topic. */
  readonly value: Buffer | null;
}

/** What kafkajs gives of a fetched message; it has no type for it. */
interface FetchedMessage {
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** A mark of a transaction, not a message. */
  readonly isControlRecord?: boolean;
}

interface FetchResponse {
  readonly responses: readonly { readonly partitions: readonly { readonly messages: readonly FetchedMessage[] }[] }[];
}

/** A message is no longer where it was: a purge took it away, and may have kept it at the end of the log. */
export class MessageMoved extends Error {}

/** At most so much in one answer; a larger message comes alone. */
const maxFetchBytes = 4 * 1024 * 1024;

/** Ids of the partitions that the topic has now, or undefined when it does not exist. */
export async function partitionsOf(cluster: Cluster, topic: string): Promise<number[] | undefined> {
  try {
    await cluster.addTargetTopic(topic);
    await cluster.refreshMetadata();
    return cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => partitionId);
  } catch (error) {
    if (protocolErrorOf(error) === 'UNKNOWN_TOPIC_OR_PARTITION') return undefined;
    throw error;
  }
}

/** What is in the topic now; nothing when it does not exist. */
export async function rangesOf(connection: KafkaConnection, topic: string): Promise<PartitionRange[]> {
  return connection.run('read', async ({ cluster }) => {
    const ids = await partitionsOf(cluster, topic);
    if (ids === undefined) return [];
    const partitions = ids.map((partition) => ({ partition }));
    const [lows] = await cluster.fetchTopicsOffset([{ topic, partitions, fromBeginning: true }]);
    const [ends] = await cluster.fetchTopicsOffset([{ topic, partitions, fromBeginning: false }]);
    return ids.map((partition) => {
      const offsetIn = (all: typeof lows): number =>
        Number(all?.partitions.find((one) => one.partition === partition)?.offset ?? 0);
      return { partition, low: offsetIn(lows), end: offsetIn(ends) };
    });
  });
}

/** Messages from `offset` on, where there are some: what fits into one answer, marks of transactions included. */
async function fetchFrom(
  connection: KafkaConnection,
  topic: string,
  { partition, offset }: Pick<TopicMessage, 'partition' | 'offset'>,
  maxBytes: number,
): Promise<readonly FetchedMessage[]> {
  try {
    return await connection.run('read', async ({ cluster }) => {
      await cluster.addTargetTopic(topic);
      const [nodeId] = Object.keys(cluster.findLeaderForPartitions(topic, [partition]));
      const broker = await cluster.findBroker({ nodeId: nodeId ?? '' });
      const request = { partition, fetchOffset: String(offset), maxBytes };
      const answer = (await broker.fetch({
        replicaId: -1,
        isolationLevel: 0,
        maxWaitTime: 1_000,
        minBytes: 1,
        maxBytes,
        topics: [{ topic, partitions: [request] }],
      })) as FetchResponse;
      const messages = answer.responses[0]?.partitions[0]?.messages ?? [];
      // A batch comes whole, also when it begins before the offset.
      const found = messages.filter((message) => Number(message.offset) >= offset);
      if (found.length === 0) throw new EmptyAnswerError(topic, partition, offset);
      return found;
    });
  } catch (error) {
    if (protocolErrorOf(error) === 'OFFSET_OUT_OF_RANGE') throw new MessageMoved(topic, { cause: error });
    throw error;
  }
}

/** Every message of `ranges`, partition by partition. @throws MessageMoved */
export async function* scanTopic(
  connection: KafkaConnection,
  topic: string,
  ranges: readonly PartitionRange[],
): AsyncGenerator<TopicMessage> {
  for (const { partition, low, end } of ranges) {
    for (let next = low; next < end;) {
      const messages = await fetchFrom(connection, topic, { partition, offset: next }, maxFetchBytes);
      for (const { offset, key, value, isControlRecord = false } of messages) {
        if (Number(offset) < end && !isControlRecord) yield { partition, offset: Number(offset), key, value };
      }
      next = Number(messages.at(-1)?.offset ?? end) + 1;
    }
  }
}

/** Where messages stand that are read again; `offsets` ascend. */
export interface MessagePlaces {
  readonly partition: number;
  readonly offsets: readonly number[];
  /** How much they are together: little is read beside them when they are neighbours. */
  readonly bytes: number;
}

/** Bytes that a fetched batch has beside its messages, and a few messages more. */
const fetchOverhead = 64 * 1024;

/** The messages at `places`. @throws MessageMoved */
export async function* readAt(
  connection: KafkaConnection,
  topic: string,
  { partition, offsets, bytes }: MessagePlaces,
): AsyncGenerator<TopicMessage> {
  const maxBytes = Math.min(bytes + fetchOverhead, maxFetchBytes);
  for (let index = 0; index < offsets.length;) {
    const messages = await fetchFrom(connection, topic, { partition, offset: offsets[index] ?? 0 }, maxBytes);
    const wanted = new Set(offsets.slice(index));
    const before = index;
    for (const { offset, key, value } of messages) {
      if (!wanted.has(Number(offset))) continue;
      yield { partition, offset: Number(offset), key, value };
      index++;
    }
    if (index === before) throw new MessageMoved(topic);
  }
}
