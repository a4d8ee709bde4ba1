import type { KafkaConnection } from './kafka-connection.js';
import { protocolErrorOf } from './kafka-errors.js';
import { partitionsOf } from './topic-log.js';

/** A partition that no topic has: Kafka's topics have at most a few thousands. */
const noPartition = 2 ** 31 - 1;

/**
 * Asks whether `topic` may be written, and leaves nothing there: the message is for a partition that does not exist, and
 * the broker checks the right before the partition.
 */
export async function probeTopic(connection: KafkaConnection, topic: string): Promise<void> {
  await connection.run('written', async ({ cluster }) => {
    const partitions = await partitionsOf(cluster, topic);
    const [nodeId] = Object.keys(cluster.findLeaderForPartitions(topic, partitions ?? []));
    const broker = await cluster.findBroker({ nodeId: nodeId ?? '' });
    try {
      const messages = [{ key: null, value: '{}', timestamp: '0' }];
      await broker.produce({
        acks: 1,
        timeout: 5_000,
        topicData: [{ topic, partitions: [{ partition: noPartition, messages }] }],
      });
    } catch (error) {
      if (protocolErrorOf(error) !== 'UNKNOWN_TOPIC_OR_PARTITION') throw error;
    }
  });
}
