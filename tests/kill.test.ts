import { runSeries, summarize } from './kill/run-series.js';
import { recordRow } from './rig/matrix.js';

// Every run starts up to six processes, on machines that may be busy.
jest.setTimeout(240_000);

test('kill -9 at random moments loses nothing, and repeats no more than the last checkpoint explains', async () => {
  const seed = Number(process.env['WEIR_SEED'] ?? Date.now() % 1_000_000);
  // A hundred: node tests/kill/run.mjs --runs 100
  const verdicts = await runSeries({ runs: 10, seed, records: 1_200, concurrency: 2 });
  const summary = summarize(verdicts);
  console.info(`kill test, seeds from ${seed}: ${JSON.stringify(summary)}`);
  expect(summary.findings).toEqual([]);
  expect(summary.lost).toBe(0);
  // Of a hundred runs nine in ten; ten runs may have a bad day.
  expect(summary.telling).toBeGreaterThanOrEqual(7);
  // Two seconds where nothing else runs.
  expect(summary.restartMs.median).toBeLessThan(20_000);
  const { records: accepted, delivered, deadLettered, lost, duplicates, restartMs } = summary;
  const counts = { accepted, delivered, deadLettered, held: 0, lost, duplicates };
  recordRow('kill', { ...counts, recoveryMs: restartMs.median });
});
