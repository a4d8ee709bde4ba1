import type { Clock } from '@weir/core';
import { Destination, type DestinationStatus } from './destination.js';
import type { DestinationPolicy } from './destination-policy.js';

/** Destinations that nobody uses and that are still remembered: for the next writer, and with what they have asked for. */
const keptUnused = 64;

/** By clock, because a test's own time must not move another's. */
const processes = new WeakMap<Clock, Map<string, Destinations>>();

/** All destinations of this process that are treated by one policy. */
export class Destinations {
  readonly #policy: DestinationPolicy;
  readonly #clock: Clock;
  readonly #used = new Map<string, Destination>();
  /** Longest unused first. */
  readonly #unused = new Map<string, Destination>();

  private constructor(policy: DestinationPolicy, clock: Clock) {
    this.#policy = policy;
    this.#clock = clock;
  }

  /** The destinations that all sinks of the process with this very policy share. */
  static of(policy: DestinationPolicy, clock: Clock): Destinations {
    let known = processes.get(clock);
    if (!known) processes.set(clock, (known = new Map<string, Destinations>()));
    const name = JSON.stringify(policy);
    let destinations = known.get(name);
    if (!destinations) known.set(name, (destinations = new Destinations(policy, clock)));
    return destinations;
  }

  /** The destination at `origin`, for a writer with up to `maxInFlight` requests in flight; give it back by {@link leave}. */
  join(origin: string, maxInFlight: number): Destination {
    const known = this.#used.get(origin) ?? this.#unused.get(origin);
    const destination = known ?? new Destination(origin, this.#policy, this.#clock);
    this.#unused.delete(origin);
    this.#used.set(origin, destination);
    destination.join(maxInFlight);
    return destination;
  }

  leave(destination: Destination, maxInFlight: number): void {
    destination.leave(maxInFlight);
    if (destination.users > 0) return;
    this.#used.delete(destination.origin);
    this.#unused.set(destination.origin, destination);
    const [oldest] = this.#unused.keys();
    if (this.#unused.size > keptUnused && oldest !== undefined) this.#unused.delete(oldest);
  }

  /** What is known of each destination that is in use. */
  statuses(): DestinationStatus[] {
    return Array.from(this.#used.values(), ({ status }) => status);
  }
}
