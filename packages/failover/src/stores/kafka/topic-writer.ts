import { WeirError, type DeadLetter, type Resolution } from '@weir/core';
import type { Message } from 'kafkajs';
import { encodeResolution } from '../../codec/resolution-codec.js';
import { GroupCommit, type CommitLimits } from '../../group-commit.js';
import { createTopics } from './create-topics.js';
import { protocolErrorOf } from './kafka-errors.js';
import { encodeMessage } from './letter-message.js';
import type { Topics } from './read-letters.js';
import type { TopicMessage } from './topic-log.js';

/** A message with its key. */
export interface KeyedMessage {
  readonly key: string;
  readonly value: string;
}

/** Of one request; in bytes below the limit of a topic with Kafka's defaults, with the frame of a batch. */
const limits: CommitLimits = { maxItems: 1_000, maxBytes: 900_000 };
/** Bytes of a message beside key and value. */
const messageOverhead = 80;

/** Sends messages to topics that exist; callers that wait at the same time share a request. */
export class TopicWriter {
  readonly #topics: Topics;
  readonly #letters: GroupCommit<KeyedMessage>;
  readonly #resolutions: GroupCommit<KeyedMessage>;

  private constructor(topics: Topics) {
    this.#topics = topics;
    this.#letters = this.#commitsTo(topics.letters);
    this.#resolutions = this.#commitsTo(topics.resolved);
  }

  /** Creates the topics where they are missing. */
  static async open(topics: Topics): Promise<TopicWriter> {
    await createTopics(topics);
    return new TopicWriter(topics);
  }

  /** @throws LETTER_TOO_LARGE, LETTER_STORE_UNAVAILABLE */
  append(letters: readonly DeadLetter[]): Promise<void> {
    return this.#letters.add(letters.map((letter) => ({ key: letter.id, value: encodeMessage(letter) })));
  }

  /** @throws LETTER_STORE_UNAVAILABLE */
  resolve(resolutions: readonly Resolution[]): Promise<void> {
    return this.#resolutions.add(resolutions.map((one) => ({ key: one.id, value: encodeResolution(one) })));
  }

  /** Sends messages of `topic` once more, to its end. */
  async sendAgain(topic: string, messages: readonly TopicMessage[]): Promise<void> {
    const commits = new GroupCommit<TopicMessage>({
      write: (batch) =>
        this.#send(
          topic,
          batch.map(({ key, value }) => ({ key, value })),
        ),
      sizeOf: ({ key, value }) => (key?.length ?? 0) + (value?.length ?? 0) + messageOverhead,
      limits,
    });
    await commits.add(messages);
  }

  #commitsTo(topic: string): GroupCommit<KeyedMessage> {
    return new GroupCommit({
      write: (messages) => this.#send(topic, messages),
      sizeOf: ({ key, value }) => Buffer.byteLength(key) + Buffer.byteLength(value) + messageOverhead,
      limits,
    });
  }

  async #send(topic: string, messages: readonly Message[]): Promise<void> {
    try {
      await this.#topics.connection.run('written', ({ send }) => send(topic, messages));
    } catch (error) {
      const [first, ...others] = messages;
      if (protocolErrorOf(error) !== 'MESSAGE_TOO_LARGE' || first === undefined) throw error;
      if (others.length === 0) throw tooLarge(topic, first, error);
      // A topic that takes less than the usual: alone each message fits, or is the one that does not.
      for (const message of messages) await this.#send(topic, [message]);
    }
  }
}

function tooLarge(topic: string, { key, value }: Message, cause: unknown): WeirError {
  const id = String(key);
  const bytes = Buffer.byteLength(value ?? '');
  return new WeirError(
    'LETTER_TOO_LARGE',
    `The dead letter ${id} has ${bytes} bytes as a message, more than the topic ${topic} takes. ` +
      'Raise max.message.bytes of the topic, or send smaller bodies.',
    { cause, details: { id, bytes, topic } },
  );
}
