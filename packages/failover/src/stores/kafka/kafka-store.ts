import {
  isWeirError,
  type DeadLetter,
  type DeadLetterStore,
  type LetterQuery,
  type Resolution,
  type StoredLetter,
} from '@weir/core';
import { flattenChunks } from '../../letters/flatten-chunks.js';
import { RunningWork } from '../running-work.js';
import { storeClosed } from '../store-closed.js';
import { createTopics } from './create-topics.js';
import { KafkaConnection, type ConnectionOptions } from './kafka-connection.js';
import { probeTopic } from './probe-topic.js';
import { purgeTopics } from './purge-topics.js';
import { readLetters, type Topics } from './read-letters.js';
import { TopicWriter } from './topic-writer.js';

/** Where a {@link KafkaStore} keeps its letters. */
export interface KafkaStoreOptions extends ConnectionOptions {
  /** Topic of the letters; resolutions are in `<topic>.resolved`. */
  readonly topic: string;
}

/**
 * Dead letters as messages of a topic: `values` and `timestamp` as StreamPark writes them, and the letter beside them in
 * the same JSON. Every read goes through the whole topic, without a consumer group.
 */
export class KafkaStore implements DeadLetterStore {
  readonly description: string;
  readonly #topics: Topics;
  readonly #running = new RunningWork();
  #writer: Promise<TopicWriter> | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: KafkaStoreOptions) {
    const { topic } = options;
    const connection = new KafkaConnection(options);
    this.description = `topic ${topic} in Kafka at ${connection.place}`;
    this.#topics = { connection, letters: topic, resolved: `${topic}.resolved` };
  }

  async append(letters: readonly DeadLetter[]): Promise<void> {
    await this.#write(letters, (writer) => writer.append(letters));
  }

  async resolve(resolutions: readonly Resolution[]): Promise<void> {
    await this.#write(resolutions, (writer) => writer.resolve(resolutions));
  }

  read(query: LetterQuery = {}): AsyncIterable<StoredLetter> {
    return flattenChunks(this.readChunks(query));
  }

  async *readChunks(query: LetterQuery = {}): AsyncGenerator<readonly StoredLetter[]> {
    this.#refuseClosed();
    yield* readLetters(this.#topics, query);
  }

  /**
   * Kafka removes the beginning of a log only: letters that stay and stand before one that goes are sent once more, and
   * settled letters behind an open one of StreamPark's stay until that is settled.
   */
  async purge({ olderThan, open = false }: { readonly olderThan: number; readonly open?: boolean }): Promise<number> {
    this.#refuseClosed();
    return this.#running.track(purgeTopics(this.#topics, { olderThan, open }, () => this.#openWriter()));
  }

  /** Creates the topics where they are missing, and asks whether they may be written. */
  async probe(): Promise<void> {
    this.#refuseClosed();
    await this.#running.track(this.#probe());
  }

  /** Resolves when what was begun before is acknowledged or refused. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #probe(): Promise<void> {
    await createTopics(this.#topics);
    await probeTopic(this.#topics.connection, this.#topics.letters);
    await probeTopic(this.#topics.connection, this.#topics.resolved);
  }

  async #close(): Promise<void> {
    await this.#running.ended();
    await this.#topics.connection.close();
  }

  async #write(items: readonly unknown[], write: (writer: TopicWriter) => Promise<void>): Promise<void> {
    this.#refuseClosed();
    if (items.length === 0) return;
    try {
      await this.#running.track(this.#openWriter().then(write));
    } catch (error) {
      // Somebody removed it: whoever tries again finds it created anew.
      if (isWeirError(error) && error.details.cause === 'UNKNOWN_TOPIC_OR_PARTITION') this.#writer = undefined;
      throw error;
    }
  }

  /** The topics are looked at once. */
  #openWriter(): Promise<TopicWriter> {
    this.#writer ??= TopicWriter.open(this.#topics).catch((error: unknown) => {
      this.#writer = undefined;
      throw error;
    });
    return this.#writer;
  }

  #refuseClosed(): void {
    if (this.#closing !== undefined) throw storeClosed(this.description);
  }
}
