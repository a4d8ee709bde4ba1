import { runOnCluster } from './cluster-run.js';
import { cluster, faultNames, store } from './faults.js';

// Twelve runs, on machines that may be busy; the series of half a million records is node tests/beam/run.mjs.
jest.setTimeout(900_000);

afterAll(async () => {
  await cluster.stop();
  await store.stop();
});

test.each(faultNames)('a job on the session cluster loses nothing and counts right: %s', async (fault) => {
  const seed = Number(process.env['WEIR_SEED'] ?? Date.now() % 1_000_000);
  const verdicts = [];
  for (let i = 0; i < 3; i++) {
    verdicts.push(await runOnCluster({ fault, records: 20_000, parallelism: 2, seed: seed + i }));
  }
  const lines = verdicts.map(({ seed, struck, missing, duplicates }) => `${seed}: ${struck}, ${missing}/${duplicates}`);
  console.info(`cluster, fault ${fault}; seed: fault, missing/duplicates\n  ${lines.join('\n  ')}`);
  expect(verdicts.flatMap(({ seed, findings }) => findings.map((finding) => `seed ${seed}: ${finding}`))).toEqual([]);
});
