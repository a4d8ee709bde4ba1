import { isWeirError, type ErrorCode } from '@weir/core';

/** What the command ends with. 64 is `EX_USAGE` of sysexits.h. */
export const exitCodes = Object.freeze({ success: 0, failure: 1, deadLetters: 2, usage: 64 });

/** Errors of what was typed, and not of what happened then: of the command line, or of files that it names. */
const usageErrors: readonly ErrorCode[] = [
  'CLI_USAGE',
  'JOB_FILE_MISSING',
  'CONFIG_FILE_MISSING',
  'LETTER_NOT_REPLAYABLE',
];

/** The exit code of a command that ended with `error`. */
export function exitCodeOf(error: unknown): number {
  return isWeirError(error) && usageErrors.includes(error.code) ? exitCodes.usage : exitCodes.failure;
}
