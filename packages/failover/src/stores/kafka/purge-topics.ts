import { decodeResolution } from '../../codec/resolution-codec.js';
import { isStreamParkId } from '../../letters/streampark-letter.js';
import { UnreadableLetters } from '../../letters/unreadable-letters.js';
import { restartWhenMoved, scanLetters, scanResolutions, type Topics } from './read-letters.js';
import { RewritePlan } from './rewrite-topic.js';
import { rangesOf, scanTopic } from './topic-log.js';
import type { TopicWriter } from './topic-writer.js';

/** What to remove. */
export interface Purge {
  /** Milliseconds since the epoch. */
  readonly olderThan: number;
  /** Removes open letters too. */
  readonly open: boolean;
}

interface ScannedLetter {
  readonly id: string;
  readonly partition: number;
  readonly offset: number;
  readonly removable: boolean;
}

async function planLetters(topics: Topics, { olderThan, open }: Purge) {
  const unreadable = new UnreadableLetters('message');
  const ranges = await rangesOf(topics.connection, topics.letters);
  const resolutions = await scanResolutions(topics, unreadable);
  const plan = new RewritePlan();
  const scanned: ScannedLetter[] = [];
  await scanLetters(topics, ranges, unreadable, (found, message) => {
    const { partition, offset } = message;
    const removable = found.every((letter) => letter.lastAt < olderThan && (open || resolutions.settle(letter)));
    // The id of a letter of StreamPark's is made of its place.
    const whenKept = found.some(({ id }) => isStreamParkId(id)) ? 'stay' : 'move';
    plan.add(message, removable ? 'remove' : whenKept);
    for (const { id } of found) scanned.push({ id, partition, offset, removable });
  });
  unreadable.throwIfAny();
  const goes = ({ removable, partition, offset }: ScannedLetter): boolean =>
    removable && offset < plan.endOf(partition);
  const keptIds = new Set(scanned.filter((letter) => !goes(letter)).map(({ id }) => id));
  const removedIds = new Set(scanned.map(({ id }) => id).filter((id) => !keptIds.has(id)));
  return { plan, keptIds, removed: removedIds.size };
}

/** A resolution goes when no letter of its id is left. */
async function planResolutions({ connection, resolved }: Topics, olderThan: number, keptIds: ReadonlySet<string>) {
  const plan = new RewritePlan();
  for await (const message of scanTopic(connection, resolved, await rangesOf(connection, resolved))) {
    const resolution = message.value === null ? undefined : decodeResolution(message.value.toString());
    const removable = resolution === undefined || (resolution.at < olderThan && !keptIds.has(resolution.id));
    plan.add(message, removable ? 'remove' : 'move');
  }
  return plan;
}

/** Removes letters, and then resolutions that nothing needs any more; returns how many letters. */
export function purgeTopics(topics: Topics, purge: Purge, openWriter: () => Promise<TopicWriter>): Promise<number> {
  return restartWhenMoved(async () => {
    const { plan, keptIds, removed } = await planLetters(topics, purge);
    if (removed === 0) return 0;
    const writer = await openWriter();
    await plan.apply(topics, topics.letters, writer);
    const resolutions = await planResolutions(topics, purge.olderThan, keptIds);
    await resolutions.apply(topics, topics.resolved, writer);
    return removed;
  });
}
