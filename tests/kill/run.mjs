// The kill test: jobs in processes of their own, killed again and again and then left to finish. Exits 1 when a record
// was lost or came oftener than can be explained. `npm run build` first.
//   node tests/kill/run.mjs --runs 100 [--seed N] [--records N] [--concurrency N]
import { parseArgs } from 'node:util';
import { createJiti } from 'jiti';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    records: { type: 'string', default: '3000' },
    concurrency: { type: 'string', default: '2' },
  },
});
const numbers = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]));
const { runSeries, summarize } = await createJiti(import.meta.url).import('./run-series.ts');
const { recordRow } = await createJiti(import.meta.url).import('../rig/matrix.ts');

console.log(`${numbers.runs} runs of ${numbers.records} records, seeds from ${numbers.seed}`);
const verdicts = await runSeries({
  ...numbers,
  onVerdict: ({ seed, kills, telling, delivered, deadLettered, lost, duplicates, duplicatesAllowed, findings }) => {
    const counts = `${delivered} delivered, ${deadLettered} letters, ${lost.length} lost, ${duplicates} of at most ${duplicatesAllowed} duplicates`;
    console.log(`seed ${seed}: ${kills} kills${telling ? '' : ' (none telling)'}, ${counts}`);
    for (const finding of findings) console.log(`  ${finding}`);
  },
});
const summary = summarize(verdicts);
console.log(JSON.stringify(summary, null, 2));
const { runs, kills, telling, restartMs, records: accepted, delivered, deadLettered, lost, duplicates } = summary;
const seconds = (ms) => (ms / 1000).toFixed(1);
recordRow('kill-hundred', {
  ...{ accepted, delivered, deadLettered, held: 0, lost, duplicates, recoveryMs: restartMs.median },
  note:
    `${runs} runs from seed ${numbers.seed}, ${kills} kills, in ${telling} runs while records were held and a checkpoint ` +
    `existed; at most ${summary.duplicatesAllowed} duplicates allowed; longest restart ${seconds(restartMs.longest)} s`,
});
process.exitCode = summary.findings.length > 0 || summary.telling < 0.9 * summary.runs ? 1 : 0;
