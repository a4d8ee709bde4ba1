import type { DeadLetter, LetterFilter, LetterQuery, StoredLetter } from '@weir/core';
import { decodeResolution } from '../../codec/resolution-codec.js';
import { writeCursor } from '../../letters/letter-cursor.js';
import { OpenLetters, Resolutions, type OpenLetter } from '../../letters/open-letters.js';
import { readAhead } from '../../letters/read-ahead.js';
import { takeChunk } from '../../letters/take-chunk.js';
import { UnreadableLetters } from '../../letters/unreadable-letters.js';
import type { KafkaConnection } from './kafka-connection.js';
import { decodeMessage } from './letter-message.js';
import { MessageMoved, rangesOf, readAt, scanTopic, type PartitionRange, type TopicMessage } from './topic-log.js';

/** The two topics of a store, and the connection to them. */
export interface Topics {
  readonly connection: KafkaConnection;
  /** Name of the topic of the letters. */
  readonly letters: string;
  /** Name of the topic of what is settled. */
  readonly resolved: string;
}

/** Where a letter stands. */
interface MessagePlace {
  readonly partition: number;
  readonly offset: number;
  /** Which letter of the message: StreamPark may put several records into one. */
  readonly index: number;
  /** Size of the message. */
  readonly bytes: number;
}

type PlacedLetter = OpenLetter<MessagePlace>;

/** Runs `scan` again, from its beginning, whenever a purge moved a message under it. */
export async function restartWhenMoved<T>(scan: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await scan();
    } catch (error) {
      if (!(error instanceof MessageMoved)) throw error;
    }
  }
}

/** The letters in `message`, none when it deletes its key. @throws LETTER_STORE_CORRUPT, LETTER_VERSION_UNSUPPORTED */
export function lettersIn({ value, partition, offset }: TopicMessage): DeadLetter[] {
  return value === null ? [] : decodeMessage(value.toString(), `${partition}/${offset}`);
}

/** Every resolution of the topic. For {@link restartWhenMoved}. */
export async function scanResolutions(topics: Topics, unreadable: UnreadableLetters): Promise<Resolutions> {
  const { connection, resolved } = topics;
  const resolutions = new Resolutions();
  for await (const message of scanTopic(connection, resolved, await rangesOf(connection, resolved))) {
    if (message.value === null) continue;
    try {
      resolutions.add(decodeResolution(message.value.toString()));
    } catch (error) {
      unreadable.add(placeOf(resolved, message), error);
    }
  }
  return resolutions;
}

/** Calls `visit` with every letter in `ranges`, settled ones and older versions included. */
export async function scanLetters(
  { connection, letters }: Topics,
  ranges: readonly PartitionRange[],
  unreadable: UnreadableLetters,
  visit: (found: readonly DeadLetter[], message: TopicMessage) => void,
): Promise<void> {
  for await (const message of scanTopic(connection, letters, ranges)) {
    let found: readonly DeadLetter[];
    try {
      found = lettersIn(message);
    } catch (error) {
      unreadable.add(placeOf(letters, message), error);
      continue;
    }
    visit(found, message);
  }
}

function placeOf(topic: string, { partition, offset }: TopicMessage): string {
  return `${topic}, partition ${partition}, offset ${offset}`;
}

/** The open letters, as places. For {@link restartWhenMoved}. */
async function scanOpenLetters(
  topics: Topics,
  filter: LetterFilter | undefined,
  unreadable: UnreadableLetters,
): Promise<OpenLetters<MessagePlace>> {
  // The letters' end first: what is settled later may miss in the resolutions, but no letter comes without its own.
  const ranges = await rangesOf(topics.connection, topics.letters);
  const open = new OpenLetters<MessagePlace>(await scanResolutions(topics, unreadable), filter);
  await scanLetters(topics, ranges, unreadable, (found, { partition, offset, value }) => {
    const bytes = value?.length ?? 0;
    for (const [index, letter] of found.entries()) open.add(letter, { partition, offset, index, bytes }, bytes);
  });
  return open;
}

/** The letters at the places of `chunk`, in its order. @throws MessageMoved */
async function readChunk({ connection, letters }: Topics, chunk: readonly PlacedLetter[]): Promise<StoredLetter[]> {
  const messages = new Map<string, DeadLetter[]>();
  const toRead = chunk.filter(({ letter }) => letter === undefined).map(({ place }) => place);
  for (const partition of new Set(toRead.map((place) => place.partition))) {
    const places = toRead.filter((place) => place.partition === partition);
    const offsets = [...new Set(places.map(({ offset }) => offset))].sort((a, b) => a - b);
    const bytes = places.reduce((sum, place) => sum + place.bytes, 0);
    for await (const message of readAt(connection, letters, { partition, offsets, bytes })) {
      messages.set(`${partition}/${message.offset}`, lettersIn(message));
    }
  }
  return chunk.map((placed) => {
    const { partition, offset, index } = placed.place;
    const letter = placed.letter ?? messages.get(`${partition}/${offset}`)?.[index];
    if (letter === undefined) throw new MessageMoved(letters);
    return { letter, cursor: writeCursor(placed) };
  });
}

/** Those of `letters` that are still open in the same version, where they stand now. */
async function findAgain(topics: Topics, letters: readonly PlacedLetter[]): Promise<PlacedLetter[]> {
  const lastAtById = new Map(letters.map(({ id, lastAt }) => [id, lastAt]));
  const now = await restartWhenMoved(() => scanOpenLetters(topics, undefined, new UnreadableLetters('message')));
  return now.inOrder().filter(({ id, lastAt }) => lastAtById.get(id) === lastAt);
}

/**
 * Reads the open letters of the topic in two passes: the first finds out which are open and where they stand, the second
 * gives those in order of time, reading what the first could not keep. In memory are an id and a place per open letter,
 * the kept ones and two chunks.
 *
 * @returns chunks of letters
 * @throws LETTER_STORE_CORRUPT after the readable letters
 */
export async function* readLetters(topics: Topics, query: LetterQuery): AsyncGenerator<readonly StoredLetter[]> {
  const { letters, unreadable } = await restartWhenMoved(async () => {
    const unreadable = new UnreadableLetters('message');
    const open = await scanOpenLetters(topics, query.filter, unreadable);
    return { letters: open.inOrder(query.after), unreadable };
  });
  yield* readAhead(readChunks(topics, letters));
  unreadable.throwIfAny();
}

/** The messages of `letters`, in their order; those that a purge moves are found again. */
async function* readChunks(topics: Topics, letters: readonly PlacedLetter[]): AsyncGenerator<StoredLetter[]> {
  let pending = letters;
  for (let from = 0; from < pending.length;) {
    const chunk = takeChunk(pending, from, ({ place }) => place.bytes);
    let stored: StoredLetter[];
    try {
      stored = await readChunk(topics, chunk);
    } catch (error) {
      if (!(error instanceof MessageMoved)) throw error;
      pending = await findAgain(topics, pending.slice(from));
      from = 0;
      continue;
    }
    yield stored;
    from += chunk.length;
  }
}
