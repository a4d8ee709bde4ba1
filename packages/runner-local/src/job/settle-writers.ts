import { describeError, type Logger } from '@weir/core';
import { firstValueFrom, from, map, of, timeout } from 'rxjs';
import type { OpenWriter } from './open-tasks.js';

/** Waits for `promise`, for `deadlineMs` at most; says whether it came in time. Its rejection passes through. */
async function withinDeadline(promise: Promise<unknown>, deadlineMs: number): Promise<boolean> {
  const inTime$ = from(promise).pipe(
    map(() => true),
    timeout({ first: deadlineMs, with: () => of(false) }),
  );
  return firstValueFrom(inTime$);
}

/**
 * Gives what a writer holds a place: delivers until the deadline, dead-letters the rest. A writer that can do neither
 * keeps it held; that is logged, since the failure that led here is the one to be reported.
 */
export async function settleWriter({ node, writer }: OpenWriter, deadlineMs: number, logger: Logger): Promise<void> {
  try {
    if (await withinDeadline(writer.flush(), deadlineMs)) return;
    if (await withinDeadline(writer.abandon('the job failed'), deadlineMs)) return;
    logger.error(`The sink "${node.name}" could not dead-letter what it holds within ${deadlineMs} ms.`);
  } catch (error) {
    logger.error(`The sink "${node.name}" could not settle what it holds: ${describeError(error)}`);
  }
}
