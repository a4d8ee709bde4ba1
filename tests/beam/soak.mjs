// Bounded jobs on a Flink that was started for them, one after the other, with a checkpoint every 100 ms: does one of them
// stand still, lose a record, or count wrongly? Exits 1 when one does. `npm run build` first.
//   node tests/beam/soak.mjs [--runs 30] [--parallelism 2,4] [--records 20000] [--rate 10000] [--options '{"finish_bundle_before_checkpointing":false}']
import { parseArgs } from 'node:util';
import { createJiti } from 'jiti';
import { fileURLToPath } from 'node:url';
import { startBeam } from '@weir/runner-beam';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '30' },
    parallelism: { type: 'string', default: '2,4' },
    records: { type: 'string', default: '20000' },
    rate: { type: 'string', default: '10000' },
    options: { type: 'string', default: '{}' },
  },
});
const { ServiceInstance } = await createJiti(import.meta.url).import('../../services/service-instance.ts');
const jobModule = fileURLToPath(new URL('soak-job.ts', import.meta.url));
const records = Number(values.records);
const stallMs = 60_000;
const silent = { debug() {}, info() {}, warn() {}, error() {} };

const flink = new ServiceInstance('flink+soak');
const { WEIR_FLINK_ENDPOINT: endpoint } = await flink.start({ fresh: true });

/** What is wrong with a run; undefined when nothing is. */
async function findingOf(parallelism, shuffle, idleMs) {
  globalThis.weirSoakCame = new Map();
  const args = {
    'parallelism.default': String(parallelism),
    'soak.count': values.records,
    'soak.rate': values.rate,
    'soak.shuffle': shuffle,
  };
  const own = { checkpointing_interval: 100, shutdown_sources_after_idle_ms: idleMs, ...JSON.parse(values.options) };
  const job = await startBeam({ endpoint, jobModule, args, logger: silent, pipelineOptions: own });
  let timer;
  const stalled = new Promise((resolve) => (timer = setTimeout(resolve, stallMs)));
  const result = await Promise.race([job.result, stalled]).finally(() => clearTimeout(timer));
  const distinct = globalThis.weirSoakCame.size;
  if (!result) return `stands still after ${stallMs / 1_000} s, with ${distinct} of ${records} records`;
  const { accepted, delivered } = result.ledger;
  const isRight = distinct === records && accepted === records && delivered === records;
  return isRight ? undefined : `${distinct} of ${records} records came, ledger ${JSON.stringify(result.ledger)}`;
}

try {
  for (const parallelism of values.parallelism.split(',').map(Number)) {
    const findings = [];
    for (let run = 0; run < Number(values.runs); run++) {
      // Half of them keep Flink's impulse, so that checkpoints are taken to the last record.
      const [shuffle, idleMs] = [run % 2 === 0 ? 'keyed' : 'rebalanced', run % 4 < 2 ? 0 : 3_000];
      const finding = await findingOf(parallelism, shuffle, idleMs);
      if (finding) findings.push(`  run ${run}, ${shuffle}, impulse kept for ${idleMs} ms: ${finding}`);
    }
    console.log(`parallelism ${parallelism}: ${values.runs} runs of ${records} records, ${findings.length} not right`);
    for (const finding of findings) console.log(finding);
    if (findings.length > 0) process.exitCode = 1;
  }
} finally {
  await flink.stop();
}
process.exit();
