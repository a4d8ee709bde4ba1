import { ManualClock } from '@weir/testing';
import type { DestinationPolicy } from './destination-policy.js';
import { Destinations } from './destinations.js';

const policy: DestinationPolicy = {
  concurrency: 'adaptive',
  maxInFlight: undefined,
  maxInFlightBytes: 100,
  ratePerSecond: undefined,
  breakerFailures: 3,
  breakerOpenMs: 1_000,
  breakerMaxOpenMs: 4_000,
  retryRatio: 0.2,
  maxDelayMs: 10_000,
};
const record = { bytes: 10, acceptedAt: 0, attempts: [] };

test('sinks with the same policy share a destination; with another they do not', () => {
  const clock = new ManualClock();
  const one = Destinations.of(policy, clock).join('http://a', 4);
  expect(Destinations.of({ ...policy }, clock).join('http://a', 4)).toBe(one);
  expect(Destinations.of({ ...policy, ratePerSecond: 1 }, clock).join('http://a', 4)).not.toBe(one);
  expect(one.status).toMatchObject({ origin: 'http://a', limit: 8 });
});

test('a destination outlives its writers, and with it what it has asked for', () => {
  const destinations = Destinations.of(policy, new ManualClock());
  const first = destinations.join('http://a', 4);
  first.pause(5_000);
  destinations.leave(first, 4);
  const again = destinations.join('http://a', 4);
  expect(again.start(record, 0)).toBe(5_000);
});

test('those that nobody uses are remembered up to a number', () => {
  const destinations = Destinations.of(policy, new ManualClock());
  const first = destinations.join('http://0', 1);
  destinations.leave(first, 1);
  for (let i = 1; i <= 64; i++) destinations.leave(destinations.join(`http://${i}`, 1), 1);
  expect(destinations.join('http://0', 1)).not.toBe(first);
  expect(destinations.statuses()).toHaveLength(1);
});

test('bytes in flight are bounded, and a request beyond the bound goes alone', () => {
  const destination = Destinations.of(policy, new ManualClock()).join('http://a', 4);
  const large = { ...record, bytes: 500 };
  expect(destination.start(large, 0)).toBe(0);
  expect(destination.start(record, 0)).toBe(Infinity);
  destination.end(500, 'well', 1, 1);
  expect([destination.start(record, 1), destination.start(large, 1)]).toEqual([0, Infinity]);
});

test('whoever waits is woken in turn, when a request ends or when it is time', () => {
  const clock = new ManualClock();
  const destination = Destinations.of({ ...policy, maxInFlight: 1 }, clock).join('http://a', 4);
  const woken: string[] = [];
  const waiter = (name: string) => ({ wake: () => void woken.push(name) });
  destination.start(record, 0);
  destination.wait(waiter('a'), Infinity);
  destination.wait(waiter('b'), 500);
  destination.end(10, 'well', 1, 0);
  // The first did not use the room.
  expect(woken).toEqual(['a', 'b']);
  destination.wait(waiter('c'), 500);
  clock.advanceBy(499);
  expect(woken).toHaveLength(2);
  clock.advanceBy(1);
  expect(woken).toEqual(['a', 'b', 'c']);
});

test('an open breaker and the retry ratio hold a record up for so long and no longer', () => {
  const destination = Destinations.of(policy, new ManualClock()).join('http://a', 4);
  for (let i = 0; i < 3; i++) {
    destination.start(record, 0);
    destination.end(10, 'failed', 1, 0);
  }
  expect(destination.start(record, 0)).toBe(1_000);
  expect(destination.start({ ...record, acceptedAt: -10_000 }, 0)).toBe(0);
  expect(destination.status.breaker).toBe('open');
});
