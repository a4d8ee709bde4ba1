import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { countingJob, Project } from '../end-to-end/weir-process.js';

// Every test starts whole processes, on machines that may be busy.
jest.setTimeout(60_000);

type Configuration = readonly { readonly key: string; readonly value: string }[];

/** What `weir run` says of a Flink whose REST API tells this configuration, and whose job server is not there. */
async function stderrOf(configuration: Configuration): Promise<string> {
  const rest = createServer((_, response) => response.end(JSON.stringify(configuration))).listen(0, '127.0.0.1');
  await once(rest, 'listening');
  const address = `127.0.0.1:${(rest.address() as AddressInfo).port}`;
  await using project = await Project.create({ 'job.ts': countingJob('http://127.0.0.1:1', 1) });
  const flags = ['--runner', 'flink', '--endpoint', '127.0.0.1:1', '--flink-rest', address];
  const { stderr } = await project.weir('run', 'job.ts', ...flags);
  rest.close();
  return stderr;
}

const checkpoints = { key: 'execution.checkpointing.interval', value: '1s' };

test.each<[string, Configuration]>([
  ['no strategy', [checkpoints]],
  ['the strategy none', [checkpoints, { key: 'restart-strategy.type', value: 'none' }]],
  ['an old strategy that is off', [{ key: 'restart-strategy', value: 'off' }]],
])('a Flink with %s is warned of, and the warning names the setting', async (_, configuration) => {
  const stderr = await stderrOf(configuration);
  expect(stderr).toMatch(/Flink has no restart strategy: [^\n]* Set restart-strategy\.type /);
  expect(stderr).toContain('[BEAM_UNAVAILABLE]');
});

test('a Flink that starts jobs anew is not', async () => {
  const stderr = await stderrOf([{ key: 'restart-strategy.type', value: 'fixed-delay' }]);
  expect(stderr).not.toContain('restart strategy');
  expect(stderr).toContain('[BEAM_UNAVAILABLE]');
});
