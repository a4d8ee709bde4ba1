import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeError, isBalanced, type DeadLetter } from '@weir/core';
import { startEndpoint, type Endpoint } from '@weir/testing';
import { DemoJob } from './demo-job.js';
import { faults, misbehave } from './faults.js';
import { countDuplicates, reconcile } from './reconcile.js';
import { Verdict } from './verdict.js';

const recordCount = 10_000;
const formatCount = (count: number): string => count.toLocaleString('en-US');
const paths = Array.from({ length: recordCount }, (_, i) => `/bird-strikes/${i + 1}`);

/** Runs the job, checks that its ledger adds up with what is in the store, and gives the letters. */
async function send(job: DemoJob, target: string, verdict: Verdict): Promise<readonly DeadLetter[]> {
  const ledger = await job.send(target);
  const letters = await job.openLetters();
  console.log('');
  verdict.equal(`all ${formatCount(recordCount)} records were accepted`, ledger.accepted, recordCount);
  verdict.check('accepted = delivered + dead-lettered + held', isBalanced(ledger) ? [] : [JSON.stringify(ledger)]);
  verdict.equal('nothing is held at the end', ledger.held, 0);
  verdict.equal(`every dead letter is in the store: ${letters.length}`, letters.length, ledger.deadLettered);
  return letters;
}

async function heal(job: DemoJob, endpoint: Endpoint, verdict: Verdict): Promise<void> {
  console.log('\nThe endpoint is healed: from now on every request gets 200.');
  endpoint.setScript(200);
  const exitCode = await job.replay();
  const open = await job.openLetters();
  console.log('');
  verdict.equal('the replay ended with exit code 0', exitCode, 0);
  verdict.equal('0 letters are open', open.length, 0);
  const log = endpoint.ledger.identities;
  verdict.check("the endpoint's own log has every record as taken", reconcile(paths, open, log));
  console.log(`  (${countDuplicates(log)} requests were taken a second time)`);
}

/** Against an endpoint that misbehaves until it is healed, and that keeps a log of its own. */
async function demonstrate(job: DemoJob, verdict: Verdict): Promise<void> {
  const endpoint = await startEndpoint({ script: misbehave, keep: 'identities', identify: ({ target }) => target });
  try {
    await sendAndHeal(job, endpoint, verdict);
  } finally {
    await endpoint.close();
  }
}

async function sendAndHeal(job: DemoJob, endpoint: Endpoint, verdict: Verdict): Promise<void> {
  console.log(`The endpoint ${endpoint.url} answers 200, but`);
  for (const { every, description } of faults) {
    console.log(`  ${formatCount(recordCount / every).padStart(5)} records (${100 / every} %): ${description}`);
  }
  const letters = await send(job, endpoint.url, verdict);
  const disagreements = reconcile(paths, letters, endpoint.ledger.identities);
  verdict.check("the endpoint's own log agrees, record by record", disagreements);
  if (letters[0]) await job.show(letters[0]);
  await heal(job, endpoint, verdict);
}

/** Against an endpoint of the user nothing is broken, and nothing can be healed. */
async function demonstrateAt(target: string, job: DemoJob, verdict: Verdict): Promise<void> {
  const letters = await send(job, target, verdict);
  if (letters[0]) await job.show(letters[0]);
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { endpoint: { type: 'string' } } });
  const folder = await mkdtemp(join(tmpdir(), 'weir-demo-'));
  const verdict = new Verdict();
  console.log(
    `Weir demo: ${formatCount(recordCount)} real bird-strike reports (examples/data), each a PUT of its own.`,
  );
  try {
    const job = new DemoJob(folder);
    if (values.endpoint === undefined) await demonstrate(job, verdict);
    else await demonstrateAt(values.endpoint, job, verdict);
  } finally {
    await rm(folder, { recursive: true });
  }
  console.log(verdict.failed ? '\nSomething does not add up.' : '\nAll adds up.');
  process.exitCode = verdict.failed ? 1 : 0;
}

main().catch((error: unknown) => {
  console.error(describeError(error));
  process.exitCode = 1;
});
