import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describeError, WeirError, type JobClass } from '@weir/core';
import { createJiti } from 'jiti';
import { pickJob } from './pick-job.js';

/** `file:line`, with or without a column, that Node puts in front of the stack of a syntax error. */
function placeOf(cause: unknown, path: string): string {
  if (!(cause instanceof Error) || cause.name !== 'SyntaxError') return '';
  const [place = ''] = cause.stack?.split('\n', 1) ?? [];
  return place.includes(path) ? ` at ${place.replace(/^file:\/\//, '')}` : '';
}

/**
 * Loads a job file without a build step: TypeScript or JavaScript, ECMAScript module or CommonJS. What it imports is
 * resolved from its own folder.
 *
 * @param exportName name of the export that is the job; default: the default export, or the only job among them
 * @throws JOB_FILE_MISSING, JOB_FILE_INVALID, JOB_NOT_FOUND, JOB_AMBIGUOUS, JOB_NOT_A_JOB
 */
export async function loadJob(file: string, exportName?: string): Promise<JobClass> {
  const path = resolve(file);
  try {
    await access(path);
  } catch (cause) {
    throw new WeirError('JOB_FILE_MISSING', `Cannot read the job file ${file}: ${describeError(cause)}.`, { cause });
  }
  return pickJob(await importModule(path, file), file, exportName);
}

async function importModule(path: string, file: string): Promise<Readonly<Record<string, unknown>>> {
  // No cache on disk: compiling takes milliseconds, and a shared folder of code that will be run is a risk.
  const jiti = createJiti(__filename, { fsCache: false });
  try {
    return await jiti.import<Readonly<Record<string, unknown>>>(path);
  } catch (cause) {
    const place = placeOf(cause, path);
    throw new WeirError('JOB_FILE_INVALID', `Cannot load the job file ${file}${place}: ${describeError(cause)}`, {
      cause,
    });
  }
}
