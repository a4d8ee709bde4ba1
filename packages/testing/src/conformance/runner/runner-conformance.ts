import { equal, match, ok, rejects } from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isBalanced, isWeirError, type JobClass } from '@weir/core';
import { testGlobals } from '../test-globals.js';
import { FailingMap, outputKey } from './conformance-jobs.js';
import { readWritten } from './line-file-sink.js';
import type { ConformanceRun, RunConformanceJob } from './runner-case.js';
import { runnerCases } from './runner-cases.js';

/** A generous bound, since a runner may have to start an engine. */
const timeoutMs = 120_000;

const jobsModule = require.resolve('./conformance-jobs.js');

async function runOnce(jobClass: JobClass, run: RunConformanceJob): Promise<ConformanceRun> {
  const directory = mkdtempSync(join(tmpdir(), 'weir-conformance-'));
  try {
    const reference = { jobClass, module: jobsModule, exportName: jobClass.name };
    const result = await run(reference, { [outputKey]: directory });
    const written = readWritten(directory);
    equal(result.state, 'finished');
    ok(isBalanced(result.ledger), 'accepted = delivered + deadLettered + held');
    const delivered = written.filter(({ failure }) => failure === undefined);
    equal(result.ledger.accepted, written.length);
    equal(result.ledger.delivered, delivered.length);
    return { result, written, values: delivered.map(({ value }) => value) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * Declares tests of what every runner promises; written against core alone. Call it at the top of a jest test file.
 *
 * @param name of the runner, for the report
 * @param run runs one job to its end
 */
export function describeRunner(name: string, run: RunConformanceJob): void {
  const { describe, it } = testGlobals();
  describe(`${name}: runner`, () => {
    for (const one of runnerCases) {
      it(one.name, async () => one.verify(await runOnce(one.job, run), () => runOnce(one.job, run)), timeoutMs);
    }
    it(
      'fails the job when a function fails, and names the operator',
      () =>
        rejects(runOnce(FailingMap, run), (error: unknown) => {
          ok(isWeirError(error));
          equal(error.code, 'JOB_FAILED');
          match(error.message, /picky.*seven is right out/s);
          return true;
        }),
      timeoutMs,
    );
  });
}
