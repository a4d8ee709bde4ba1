import { isJobClass, WeirError, type JobClass } from '@weir/core';

type Exports = Readonly<Record<string, unknown>>;

/** What a value is called in a message. */
function kindOf(value: unknown): string {
  if (typeof value === 'function') return value.name === '' ? 'a function' : `the function or class ${value.name}`;
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : `a ${typeof value}`;
  return `an instance of ${value.constructor.name}`;
}

/** A CommonJS module that is imported has its `exports` as default; a namespace of ECMAScript has no prototype. */
function isExports(value: unknown): value is Exports {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * The job that a module exports: its default, or its only one.
 *
 * @param file for messages
 * @param exportName asks for this export and no other
 * @throws JOB_NOT_FOUND, JOB_AMBIGUOUS, JOB_NOT_A_JOB
 */
export function pickJob(module: Exports, file: string, exportName = 'default'): JobClass {
  const exported = isExports(module['default']) ? { ...module, ...module['default'] } : module;
  if (exportName !== 'default') return namedJob(exported, file, exportName);
  const { default: main, ...named } = exported;
  if (isJobClass(main)) return main;
  if (main !== undefined && !isExports(main)) {
    throw new WeirError(
      'JOB_NOT_A_JOB',
      `The default export of ${file} is ${kindOf(main)}, not a class that extends StreamingJob.`,
    );
  }
  const jobs = Object.entries(named).filter((entry): entry is [string, JobClass] => isJobClass(entry[1]));
  const [first, second] = jobs;
  if (first === undefined) {
    throw new WeirError('JOB_NOT_FOUND', `${file} exports no job. Write: export default class … extends StreamingJob.`);
  }
  if (second !== undefined) {
    throw new WeirError(
      'JOB_AMBIGUOUS',
      `${file} exports ${jobs.length} jobs (${jobs.map(([name]) => name).join(', ')}) and none of them as default.`,
    );
  }
  return first[1];
}

function namedJob(exported: Exports, file: string, exportName: string): JobClass {
  const job = exported[exportName];
  if (isJobClass(job)) return job;
  const found = exportName in exported ? `is ${kindOf(job)}, not a class that extends StreamingJob` : 'is not there';
  throw new WeirError('JOB_NOT_FOUND', `The export ${exportName} of ${file} ${found}. Name one that is a job.`);
}
