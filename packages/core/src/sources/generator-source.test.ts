import type { Clock } from '../ports/clock.js';
import { stderrLogger } from '../ports/logger.js';
import type { SourceReader } from '../ports/source.js';
import { GeneratorSource, type GenerateOptions } from './generator-source.js';

const never = new AbortController().signal;

/** A clock that stands still until a timer is waited for, and then jumps to it. */
class JumpingClock implements Clock {
  nowMs = 1_000;
  readonly waits: number[] = [];
  pending = 0;

  now(): number {
    return this.nowMs;
  }

  setTimer(callback: () => void, delayMs: number): () => void {
    this.waits.push(delayMs);
    this.pending++;
    let cancelled = false;
    queueMicrotask(() => {
      if (cancelled) return;
      this.nowMs += delayMs;
      callback();
    });
    return () => {
      cancelled = true;
      this.pending--;
    };
  }
}

function open(options: GenerateOptions, clock: Clock, position?: number): SourceReader<number> {
  const reader = new GeneratorSource(options).createReader({ id: '0' }, position, { clock, logger: stderrLogger });
  return reader;
}

describe('the generator', () => {
  it('gives the numbers from 0 as fast as they are taken, and ends after count', async () => {
    const clock = new JumpingClock();
    const reader = open({ count: 5 }, clock);
    expect(await reader.read(3, never)).toEqual({ values: [0, 1, 2], positions: [0, 1, 2] });
    expect(await reader.read(3, never)).toEqual({ values: [3, 4], positions: [3, 4] });
    expect(await reader.read(3, never)).toBeUndefined();
    expect(clock.waits).toEqual([]);
  });

  it('keeps its rate, the first record at once', async () => {
    const clock = new JumpingClock();
    const reader = open({ ratePerSecond: 4, count: 4 }, clock);
    const at: number[] = [];
    while (await reader.read(100, never)) at.push(clock.nowMs - 1_000);
    expect(at).toEqual([0, 250, 500, 750]);
    expect(clock.pending).toBe(0);
  });

  it('gives what is due in one batch when the rate is above the resolution of the clock', async () => {
    const clock = new JumpingClock();
    const reader = open({ ratePerSecond: 10_000 }, clock);
    expect((await reader.read(100, never))?.values).toHaveLength(1);
    expect((await reader.read(100, never))?.values).toHaveLength(10);
    expect(clock.waits).toEqual([1]);
  });

  it('catches up with what was missed while nobody read', async () => {
    const clock = new JumpingClock();
    const reader = open({ ratePerSecond: 10 }, clock);
    clock.nowMs += 1_000;
    expect((await reader.read(100, never))?.values).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('keeps its rate behind a position, and does not catch up with what was given before', async () => {
    const clock = new JumpingClock();
    const reader = open({ ratePerSecond: 2 }, clock, 100);
    expect(await reader.read(100, never)).toEqual({ values: [100], positions: [100] });
    expect(await reader.read(100, never)).toEqual({ values: [101], positions: [101] });
    expect(clock.waits).toEqual([500]);
  });

  it('stops waiting when it is told to', async () => {
    const still: Clock = { now: () => 0, setTimer: () => () => undefined };
    const reader = open({ ratePerSecond: 0.001 }, still);
    await reader.read(1, never);
    const stop = new AbortController();
    const read = Promise.resolve(reader.read(1, stop.signal));
    stop.abort(new Error('stopped'));
    await expect(read).rejects.toThrow('stopped');
    expect(reader.position()).toBe(1);
  });

  it('says whether it ends, and where', () => {
    expect(new GeneratorSource({}).traits.bounded).toBe(false);
    expect(new GeneratorSource({}).splits()).toEqual([{ id: '0' }]);
    expect(new GeneratorSource({ count: 0 }).traits.bounded).toBe(true);
    expect(new GeneratorSource({ count: 7 }).splits()).toEqual([{ id: '0', size: 7 }]);
  });

  it.each<[GenerateOptions, RegExp]>([
    [{ ratePerSecond: 0 }, /^generate: option ratePerSecond: /],
    [{ ratePerSecond: NaN }, /^generate: option ratePerSecond: /],
    [{ count: -1 }, /^generate: option count: /],
    [{ count: 1.5 }, /^generate: option count: /],
    [{ rate: 5 } as never, /^generate: .*rate/],
  ])('refuses %p by the name of the option', (options, message) => {
    expect(() => new GeneratorSource(options)).toThrow(message);
  });
});
