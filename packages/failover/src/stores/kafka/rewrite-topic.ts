import type { Topics } from './read-letters.js';
import { readAt, type TopicMessage } from './topic-log.js';
import type { TopicWriter } from './topic-writer.js';

/**
 * What is done with a message: `move` sends it once more, to the end of the log, when it stands in the way; `stay` says
 * that its place means something.
 */
export type Verdict = 'remove' | 'move' | 'stay';

interface PartitionPlan {
  readonly removed: number[];
  readonly moved: number[];
  /** The first that must stay where it is. */
  stays: number;
}

/** Messages are sent again so many at a time. */
const batchMessages = 1_000;

/**
 * Which messages of a topic go. Kafka removes the beginning of a log and nothing else, so what is to be kept there is
 * sent once more first.
 */
export class RewritePlan {
  readonly #partitions = new Map<number, PartitionPlan>();

  add({ partition, offset }: TopicMessage, verdict: Verdict): void {
    const plan = this.#partitions.get(partition) ?? { removed: [], moved: [], stays: Infinity };
    this.#partitions.set(partition, plan);
    if (verdict === 'stay') plan.stays = Math.min(plan.stays, offset);
    else plan[verdict === 'remove' ? 'removed' : 'moved'].push(offset);
  }

  /** The offset before which everything goes from `partition`; 0 when nothing does. */
  endOf(partition: number): number {
    const { removed, stays } = this.#partitions.get(partition) ?? { removed: [], stays: 0 };
    return (removed.findLast((offset) => offset < stays) ?? -1) + 1;
  }

  /** Carries it out on `topic`. A crash at any point leaves every kept message at least once. */
  async apply({ connection }: Topics, topic: string, writer: TopicWriter): Promise<void> {
    for (const [partition, { moved }] of this.#partitions) {
      const end = this.endOf(partition);
      if (end === 0) continue;
      const offsets = moved.filter((offset) => offset < end);
      for (let from = 0; from < offsets.length; from += batchMessages) {
        const batch: TopicMessage[] = [];
        const places = { partition, offsets: offsets.slice(from, from + batchMessages), bytes: Infinity };
        for await (const message of readAt(connection, topic, places)) {
          batch.push(message);
        }
        await writer.sendAgain(topic, batch);
      }
      await connection.runAdmin('purged', async (admin) => {
        // Loads the metadata of the topic, which the next call expects.
        await admin.fetchTopicOffsets(topic);
        await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: String(end) }] });
      });
    }
  }
}
