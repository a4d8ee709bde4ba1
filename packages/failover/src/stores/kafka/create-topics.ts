import type { KafkaClient } from './kafka-connection.js';
import type { Topics } from './read-letters.js';
import { partitionsOf } from './topic-log.js';

/** Letters do not expire, and may be larger than Kafka's usual 1 MiB. */
const configEntries = [
  { name: 'cleanup.policy', value: 'delete' },
  { name: 'retention.ms', value: '-1' },
  { name: 'retention.bytes', value: '-1' },
  { name: 'max.message.bytes', value: String(16 * 1024 * 1024) },
];

async function missingTopics({ cluster }: KafkaClient, names: readonly string[]): Promise<string[]> {
  const missing: string[] = [];
  for (const name of names) if ((await partitionsOf(cluster, name)) === undefined) missing.push(name);
  return missing;
}

/** Creates the topics that are missing, with the broker's own number of partitions and replicas. */
export async function createTopics({ connection, letters, resolved }: Topics): Promise<void> {
  const missing = await connection.run('written', (client) => missingTopics(client, [letters, resolved]));
  if (missing.length === 0) return;
  await connection.runAdmin('written', (admin) =>
    admin.createTopics({ topics: missing.map((topic) => ({ topic, configEntries })), timeout: 5_000 }),
  );
}
