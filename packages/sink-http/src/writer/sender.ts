import type { Clock, Logger } from '@weir/core';
import type { BreakerChange, Finding } from '../destination/destination.js';
import type { Destinations } from '../destination/destinations.js';
import type { WireRequest } from '../request/wire-request.js';
import { describeResult } from '../letter/describe-result.js';
import type { HttpTransport, SendResult } from '../send/http-transport.js';
import { DestinationQueue } from './destination-queue.js';
import { Fifo } from './fifo.js';
import type { Sendable } from './held-record.js';
import { RetrySchedule } from './retry-schedule.js';
import { missingSupply } from './supply.js';

/** Queues that are kept although nothing is in them, for jobs that talk to many destinations. */
const keptQueues = 64;

/** What a sender works with. */
export interface SenderParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly transport: HttpTransport;
  readonly destinations: Destinations;
  /** Requests in flight at most; twice that when there are destinations that have none otherwise. */
  readonly maxInFlight: number;
  /** Called when something may have been sent: {@link Sender.wanted} may be more. */
  readonly onPumped: () => void;
  /** The request as it is sent this time. */
  readonly toSend: (held: Sendable) => WireRequest;
  /** Told how an attempt that began at `at` ended; says what that means for the destination. */
  readonly conclude: (held: Sendable, result: SendResult, at: number, now: number) => Finding;
}

/**
 * Sends the records of a writer: as many at a time as it and their destinations allow, one destination after the other,
 * so that none has to wait for another's records.
 */
export class Sender {
  readonly #parts: SenderParts;
  readonly #retries: RetrySchedule<Sendable>;
  readonly #queues = new Map<string, DestinationQueue>();
  /** Those with something to send. */
  readonly #listed = new Fifo<DestinationQueue>();
  /** The queue used last: most jobs have one destination. */
  #last: DestinationQueue | undefined;
  #inFlight = 0;
  #queued = 0;
  #pumping = false;
  #stopped = false;

  constructor(parts: SenderParts) {
    this.#parts = parts;
    this.#retries = new RetrySchedule(parts.clock, () => {
      this.pump();
    });
  }

  get gauges(): { readonly inFlight: number; readonly queued: number; readonly retrying: number } {
    return { inFlight: this.#inFlight, queued: this.#queued, retrying: this.#retries.size };
  }

  /** How many records more would be of use now. */
  get wanted(): number {
    return missingSupply(this.#queues.values(), this.#parts.maxInFlight, this.#parts.clock.now());
  }

  /** Sent when its turn comes; call {@link pump} then. */
  add(held: Sendable): void {
    const queue = this.#queueOf(held);
    queue.push(held);
    this.#queued += 1;
    this.#list(queue);
  }

  /** Sent again when `delayMs` have passed. */
  addRetry(held: Sendable, delayMs: number): void {
    this.#retries.add(held, delayMs);
  }

  /** The destination of `held` gets nothing before `until`, because an answer asked for it. */
  pause(held: Sendable, until: number): void {
    this.#queueOf(held).destination.pause(until);
  }

  /** Sends as long as there is something to send and room for it. */
  pump(): void {
    // An attempt can end before `send` returns; the loop then goes on by itself.
    if (this.#pumping || this.#stopped) return;
    this.#pumping = true;
    try {
      do {
        if (this.#retries.size > 0) this.#takeDue();
      } while (this.#sendNext());
    } finally {
      this.#pumping = false;
    }
    this.#parts.onPumped();
  }

  /** Sends no more, and gives what was waiting to be sent. */
  stop(): Sendable[] {
    this.#stopped = true;
    return [...[...this.#queues.values()].flatMap((queue) => queue.takeAll()), ...this.#retries.takeAll()];
  }

  /** Gives the destinations back. */
  close(): void {
    this.stop();
    for (const { destination } of this.#queues.values()) this.#leave(destination);
    this.#queues.clear();
    this.#last = undefined;
  }

  #takeDue(): void {
    for (let held = this.#retries.takeDue(); held; held = this.#retries.takeDue()) {
      const queue = this.#queueOf(held);
      queue.pushDue(held);
      this.#queued += 1;
      this.#list(queue);
    }
  }

  /** One request of the next queue that may send one; false when there is none. */
  #sendNext(): boolean {
    const { clock } = this.#parts;
    for (let left = this.#listed.size; left > 0; left--) {
      const queue = this.#listed.shift();
      if (queue === undefined) return false;
      if (this.#hasRoomFor(queue)) {
        const now = clock.now();
        const held = queue.start(now);
        queue.listed = held !== undefined && queue.size > 0;
        if (queue.listed) this.#listed.push(queue);
        if (held === undefined) continue;
        this.#send(held, queue, now);
        return true;
      }
      this.#listed.push(queue);
    }
    return false;
  }

  /** One that has nothing in flight may have one beyond the bound: others that hang must not keep it waiting. */
  #hasRoomFor(queue: DestinationQueue): boolean {
    const { maxInFlight } = this.#parts;
    return this.#inFlight < maxInFlight || (queue.inFlight === 0 && this.#inFlight < 2 * maxInFlight);
  }

  #send(held: Sendable, queue: DestinationQueue, at: number): void {
    const { clock, transport, toSend, conclude } = this.#parts;
    held.dueAt = undefined;
    this.#queued -= 1;
    this.#inFlight += 1;
    queue.inFlight += 1;
    transport.send(toSend(held), (result) => {
      const now = clock.now();
      this.#inFlight -= 1;
      queue.inFlight -= 1;
      const finding = conclude(held, result, at, now);
      const change = queue.destination.end(held.bytes, finding, now - at, now);
      if (change !== undefined) this.#say(change, queue.destination.origin, result);
      this.pump();
    });
  }

  /** Whoever looks why nothing moves finds it in the log. */
  #say(change: BreakerChange, origin: string, result: SendResult): void {
    const { logger } = this.#parts;
    if (change === 'closed') logger.info(`${origin} answers again.`);
    else
      logger.warn(`${origin} only fails (${describeResult(result)}). Its records are held back between single probes.`);
  }

  #list(queue: DestinationQueue): void {
    if (queue.listed) return;
    queue.listed = true;
    this.#listed.push(queue);
  }

  readonly #onWake = (queue: DestinationQueue): void => {
    this.#list(queue);
    this.pump();
  };

  #queueOf({ request: { origin } }: Sendable): DestinationQueue {
    if (this.#last?.destination.origin === origin) return this.#last;
    return (this.#last = this.#queues.get(origin) ?? this.#open(origin));
  }

  #open(origin: string): DestinationQueue {
    if (this.#queues.size >= keptQueues) this.#closeIdle();
    const { destinations, maxInFlight } = this.#parts;
    const queue = new DestinationQueue(destinations.join(origin, maxInFlight), this.#onWake);
    this.#queues.set(origin, queue);
    return queue;
  }

  #closeIdle(): void {
    for (const [origin, queue] of this.#queues) {
      if (!queue.isIdle || queue.listed) continue;
      this.#queues.delete(origin);
      this.#leave(queue.destination);
    }
    this.#last = undefined;
  }

  #leave(destination: DestinationQueue['destination']): void {
    this.#parts.destinations.leave(destination, this.#parts.maxInFlight);
  }
}
