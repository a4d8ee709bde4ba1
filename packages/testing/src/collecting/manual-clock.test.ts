import { ManualClock } from './manual-clock.js';

describe('a manual clock', () => {
  it('calls due timers at their time, by due time and then by setting', () => {
    const clock = new ManualClock(1_000);
    const calls: string[] = [];
    const note = (name: string) => () => calls.push(`${name}@${clock.now()}`);
    clock.setTimer(note('late'), 30);
    clock.setTimer(note('first'), 10);
    clock.setTimer(note('second'), 10);
    clock.setTimer(note('never'), 31);
    clock.advanceBy(30);
    expect(calls).toEqual(['first@1010', 'second@1010', 'late@1030']);
    expect(clock.now()).toBe(1_030);
    expect([clock.pendingTimers, clock.nextTimerAt]).toEqual([1, 1_031]);
  });

  it('calls timers that callbacks set, and none that was cancelled', () => {
    const clock = new ManualClock();
    const calls: number[] = [];
    const repeat = () => {
      calls.push(clock.now());
      clock.setTimer(repeat, 10);
    };
    clock.setTimer(repeat, 10);
    const cancel = clock.setTimer(() => calls.push(-1), 15);
    cancel();
    clock.advanceBy(35);
    expect(calls).toEqual([10, 20, 30]);
  });

  it('does not call a timer at once, not even one of 0 ms', () => {
    const clock = new ManualClock();
    const calls: string[] = [];
    clock.setTimer(() => calls.push('called'), 0);
    expect(calls).toEqual([]);
    clock.advanceBy(0);
    expect(calls).toEqual(['called']);
  });

  it('says when somebody waits', async () => {
    const clock = new ManualClock();
    const waiting = clock.waitForTimers(2);
    clock.setTimer(() => undefined, 1);
    clock.setTimer(() => undefined, 2);
    await waiting;
    await expect(clock.waitForTimers(3, { deadlineMs: 5 })).rejects.toThrow('Pending timers: 2');
  });

  it('does not go back', () => {
    expect(() => new ManualClock().advanceBy(-1)).toThrow(RangeError);
  });
});
