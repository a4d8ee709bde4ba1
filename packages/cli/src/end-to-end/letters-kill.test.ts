import { startEndpoint } from '@weir/testing';
import { conf, createProjectWithLetters, readLetters } from './letters-project.js';
import { countingJob } from './weir-process.js';

// Every test starts whole processes, on machines that may be busy.
jest.setTimeout(120_000);

test('a replay that is killed twice goes on where it was, and loses nothing', async () => {
  const [total, perRun, capacity] = [300, 100, 50];
  await using endpoint = await startEndpoint({ script: 404 });
  await using project = await createProjectWithLetters(endpoint, countingJob(endpoint.url, total));
  // One that is not settled takes its place in the queue: with all places hanging, the others are settled durably.
  const bounds = ['--http.sink.threshold.queueCapacity', String(capacity), '--http.sink.threshold.timeout', '1h'];
  let before = endpoint.ledger.counts.requests;
  for (const left of [total - perRun, total - 2 * perRun]) {
    let answers = perRun;
    endpoint.setScript(() => (answers-- > 0 ? 200 : { kind: 'never' }));
    const replay = project.start(['letters', 'replay', ...conf, ...bounds]);
    await endpoint.waitFor(({ counts }) => counts.requests === before + perRun + capacity);
    replay.signal('SIGKILL');
    await replay.done;
    before = endpoint.ledger.counts.requests;
    expect(await readLetters(project)).toHaveLength(left);
  }
  endpoint.setScript(200);
  expect((await project.weir('letters', 'replay', ...conf, ...bounds)).exitCode).toBe(0);
  expect(endpoint.ledger.counts.requests - before).toBe(total - 2 * perRun);
  expect([...endpoint.ledger.identities.values()].map(({ taken }) => taken)).toEqual(Array(total).fill(1));
  expect(await readLetters(project)).toEqual([]);
});
