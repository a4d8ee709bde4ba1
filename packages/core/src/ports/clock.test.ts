import { once, EventEmitter } from 'node:events';
import { systemClock } from './clock.js';

describe('the clock of the machine', () => {
  it('calls once after the delay', async () => {
    const events = new EventEmitter();
    const called = once(events, 'called');
    systemClock.setTimer(() => events.emit('called'), 5);
    expect(await called).toEqual([]);
  });

  it('keeps delays longer than a timer of Node can be, and cancels them', async () => {
    let called = false;
    const cancel = systemClock.setTimer(() => (called = true), 90 * 86_400_000);
    const events = new EventEmitter();
    const passed = once(events, 'passed');
    systemClock.setTimer(() => events.emit('passed'), 10);
    await passed;
    cancel();
    expect(called).toBe(false);
  });
});
