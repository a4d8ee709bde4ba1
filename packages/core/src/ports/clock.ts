/** Time as an argument: whoever waits takes a clock, so that a test can own the time. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Calls `callback` once after `delayMs` (0 or more); returns a function that cancels the call. */
  setTimer(callback: () => void, delayMs: number): () => void;
}

/** The longest delay that Node's timers keep: with a longer one they fire at once. */
const longestTimerMs = 2_147_483_647;

/** The clock of the machine. */
export const systemClock: Clock = Object.freeze({
  now: () => Date.now(),
  setTimer(callback: () => void, delayMs: number) {
    let timer: NodeJS.Timeout;
    const arm = (restMs: number): void => {
      const laterMs = restMs - longestTimerMs;
      timer = laterMs > 0 ? setTimeout(arm, longestTimerMs, laterMs) : setTimeout(callback, restMs);
    };
    arm(delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
});
