// Runs on a session cluster of Flink: a JobManager, two TaskManagers, Node workers that they start. Exits 1 when a record
// was lost or the ledger is not right. `npm run build` first.
//   node tests/beam/run.mjs [--faults none,worker,task-manager,store] [--runs 10] [--records 500000] [--parallelism 2] [--seed N]
import { parseArgs } from 'node:util';
import { createJiti } from 'jiti';

const { values } = parseArgs({
  options: {
    faults: { type: 'string', default: 'none,worker,task-manager,store' },
    runs: { type: 'string', default: '10' },
    records: { type: 'string', default: '500000' },
    parallelism: { type: 'string', default: '2' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const jiti = createJiti(import.meta.url);
const { runOnCluster } = await jiti.import('./cluster-run.ts');
const { cluster, store } = await jiti.import('./faults.ts');
const [runs, records, parallelism, seed] = [values.runs, values.records, values.parallelism, values.seed].map(Number);

console.log(
  `${runs} runs of ${records} records for each of ${values.faults}, parallelism ${parallelism}, seeds from ${seed}`,
);
try {
  for (const fault of values.faults.split(',')) {
    for (let i = 0; i < runs; i++) {
      const { struck, missing, duplicates, lettered, ledger, seconds, findings } = await runOnCluster({
        ...{ fault, records, parallelism, seed: seed + i },
      });
      const rate = Math.round(records / seconds);
      const counts = `${missing} missing, ${duplicates} duplicates, ${lettered} letters, ledger ${JSON.stringify(ledger)}`;
      console.log(`seed ${seed + i}: ${struck}: ${counts}; ${seconds.toFixed(1)} s, ${rate} records/s`);
      for (const finding of findings) console.log(`  ${finding}`);
      if (findings.length > 0) process.exitCode = 1;
    }
  }
} finally {
  await cluster.stop();
  await store.stop();
}
process.exit();
