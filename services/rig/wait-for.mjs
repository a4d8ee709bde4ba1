import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 50;

/** Asks `condition` until it holds, and says whether it did within `withinMs`. */
export async function waitFor(condition, withinMs) {
  const deadline = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}
