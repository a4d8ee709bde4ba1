import type { DeadLetterReason, Metrics, MetricSample } from '@weir/core';
import type { DestinationStatus } from '../destination/destination.js';
import type { Outcome } from '../outcome/classify-outcome.js';
import type { SendResult } from '../send/http-transport.js';
import { DestinationMeter } from './destination-meter.js';
import { sinkMetrics } from './sink-metrics.js';

/** What can be read of a writer at any moment. */
export interface WriterReadings {
  /** Held records by where they are. */
  readonly held: () => Readonly<Record<string, number>>;
  readonly heldBytes: () => number;
  /** 0 when nothing is held. */
  readonly oldestHeldMs: () => number;
  readonly destinations: () => readonly DestinationStatus[];
}

const breakerStates = { closed: 0, 'half-open': 1, open: 2 } as const;

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Destinations whose meter is kept at hand; what was counted stays in any case. */
const keptMeters = 1_000;

/** Counts what one writer of the HTTP sink does, and lets its state be read. */
export class SinkMeter {
  readonly #metrics: Metrics;
  readonly #sink: string;
  readonly #meters = new Map<string, DestinationMeter>();
  /** Most jobs have one destination. */
  #last: { readonly origin: string; readonly meter: DestinationMeter } | undefined;
  #endings: readonly (() => void)[] = [];

  /** @param sink uid of the sink, for the label */
  constructor(metrics: Metrics, sink: string) {
    this.#metrics = metrics;
    this.#sink = sink;
  }

  /** An attempt at `origin` has ended. */
  attempt(origin: string, result: SendResult, outcome: Outcome | undefined, durationMs: number): void {
    if (this.#last?.origin !== origin) this.#last = { origin, meter: this.#meterOf(origin) };
    this.#last.meter.attempt(result, outcome, durationMs);
  }

  deadLetter(reason: DeadLetterReason): void {
    this.#metrics.counter(sinkMetrics.deadLetters, { sink: this.#sink, reason }).value += 1;
  }

  /** Lets `readings` be read until {@link close}. */
  observe(readings: WriterReadings): void {
    const sink = this.#sink;
    const one = (value: number): MetricSample[] => [{ labels: { sink }, value }];
    const each = (read: (status: DestinationStatus) => number) => (): MetricSample[] =>
      readings
        .destinations()
        .map((status) => ({ labels: { destination: this.#label(status.origin) }, value: read(status) }));
    const { held, heldBytes, oldestHeld, destinationInFlight, destinationLimit, destinationBreaker } = sinkMetrics;
    this.#endings = [
      this.#metrics.gauge(held, 'sum', () => {
        return Object.entries(readings.held()).map(([name, value]) => ({
          labels: { sink, state: snakeCase(name) },
          value,
        }));
      }),
      this.#metrics.gauge(heldBytes, 'sum', () => one(readings.heldBytes())),
      this.#metrics.gauge(oldestHeld, 'max', () => one(readings.oldestHeldMs() / 1_000)),
      // Every writer knows the whole: destinations are shared.
      this.#metrics.gauge(
        destinationInFlight,
        'max',
        each(({ inFlight }) => inFlight),
      ),
      this.#metrics.gauge(
        destinationLimit,
        'max',
        each(({ limit }) => limit),
      ),
      this.#metrics.gauge(
        destinationBreaker,
        'max',
        each(({ breaker }) => breakerStates[breaker]),
      ),
    ];
  }

  close(): void {
    for (const end of this.#endings) end();
    this.#endings = [];
  }

  /** Scheme, host and port; userinfo, path and query never come as far as an origin. */
  #label(origin: string): string {
    return this.#metrics.bounded('destination', origin);
  }

  #meterOf(origin: string): DestinationMeter {
    const known = this.#meters.get(origin);
    if (known) return known;
    if (this.#meters.size >= keptMeters) this.#meters.clear();
    const meter = new DestinationMeter(this.#metrics, { sink: this.#sink, destination: this.#label(origin) });
    this.#meters.set(origin, meter);
    return meter;
  }
}
