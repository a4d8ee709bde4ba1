import { startEndpoint, type Endpoint, type Script } from '@weir/testing';
import { Project } from '../../packages/cli/src/end-to-end/weir-process.js';
import { ServiceInstance } from '../../services/service-instance.js';
import { documentedConfiguration, documentedStores, type DocumentedStore, type Reached } from './documented-stores.js';

jest.setTimeout(300_000);

const records = 5_000;
/** One in ten fails for ever. */
const failing = records / 10;
const fails = (target: string): boolean => Number(target.split('/').at(-1)) % 10 === 0;

const job = `
import { StreamingJob, type StreamingContext } from '@weir/core';
import { HttpSink } from '@weir/sink-http';

export default class Records extends StreamingJob {
  handle(context: StreamingContext) {
    const url = context.parameters.get('target.url', '');
    const numbers = context.generate({ count: ${records}, ratePerSecond: 1_500 });
    new HttpSink(context).post(numbers.map((i) => \`\${url}/record/\${i}\`)).uid('records');
  }
}
`;

interface ScenarioParts {
  readonly endpoint: Endpoint;
  readonly project: Project;
  readonly server: ServiceInstance;
  readonly store: DocumentedStore;
  readonly reached: Reached;
}

/** A user's folder with the job, the document's configuration and a server of its own behind it. */
class Scenario implements AsyncDisposable {
  readonly endpoint: Endpoint;
  readonly project: Project;
  readonly server: ServiceInstance;
  readonly #store: DocumentedStore;
  readonly #reached: Reached;

  private constructor({ endpoint, project, server, store, reached }: ScenarioParts) {
    [this.endpoint, this.project, this.server] = [endpoint, project, server];
    [this.#store, this.#reached] = [store, reached];
  }

  static async open(store: DocumentedStore, script: Script): Promise<Scenario> {
    const server = new ServiceInstance(store.service);
    const reached = await store.reach(await server.start({ fresh: true }));
    const endpoint = await startEndpoint({ script, keep: 'identities' });
    const project = await Project.create({ 'job.ts': job, 'application.yml': documentedConfiguration(store) });
    return new Scenario({ endpoint, project, server, store, reached });
  }

  get arguments(): readonly string[] {
    const settings = Object.entries(this.#reached.settings).map(
      ([key, value]) => `--http.sink.failover.${key}=${value}`,
    );
    // The document's 100 ms are for the target; this machine does other things as well.
    return ['--conf', 'application.yml', '--http.sink.threshold.timeout=10000', ...settings];
  }

  count(): Promise<number> {
    return this.#store.count(this.server);
  }

  taken(): number {
    return [...this.endpoint.ledger.identities.values()].filter(({ taken }) => taken > 0).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.project[Symbol.asyncDispose]();
    await this.endpoint.close();
    await this.#reached.close();
    await this.server.stop();
  }
}

/** Replays, is killed with -9 twice on the way, and then left to finish. */
async function replayThroughKills(scenario: Scenario): Promise<void> {
  const { endpoint, project } = scenario;
  endpoint.setScript({ kind: 'status', status: 200, delayMs: 20 });
  const slow = ['--http.sink.threshold.numWriters=1', '--http.sink.threshold.maxInFlightPerWriter=2'];
  for (const share of [0.2, 0.5]) {
    const replay = project.start(['letters', 'replay', ...scenario.arguments, ...slow]);
    const goal = records - failing + failing * share;
    await endpoint.waitFor(() => scenario.taken() >= goal, { deadlineMs: 120_000 });
    replay.signal('SIGKILL');
    await replay.done;
  }
  const { exitCode, stderr } = await project.weir('letters', 'replay', ...scenario.arguments);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.any(String) as string });
}

describe.each(documentedStores)('the document with storage: $storage', (store) => {
  test('letters by the server’s own count; repaired and replayed through two kills, every record is there and none is open', async () => {
    await using scenario = await Scenario.open(store, ({ target }) => (fails(target) ? 404 : 200));
    const run = await scenario.project.weir(
      'run',
      'job.ts',
      ...scenario.arguments,
      `--target.url=${scenario.endpoint.url}`,
    );
    expect(run).toMatchObject({ exitCode: 2 });
    expect(await scenario.count()).toBe(failing);

    await replayThroughKills(scenario);
    expect(scenario.taken()).toBe(records);
    const list = await scenario.project.weir('letters', 'list', ...scenario.arguments);
    expect(list.stdout).toContain('0 open');
  });

  test('a server that is killed and comes back in the middle of the run has every letter at the end', async () => {
    await using scenario = await Scenario.open(store, ({ target }) => (fails(target) ? 404 : 200));
    const run = scenario.project.start([
      'run',
      'job.ts',
      ...scenario.arguments,
      `--target.url=${scenario.endpoint.url}`,
    ]);
    await scenario.endpoint.waitFor(({ counts }) => counts.requests >= records / 5, { deadlineMs: 120_000 });
    await scenario.server.kill();
    await scenario.endpoint.waitFor(({ counts }) => counts.requests >= records / 2, { deadlineMs: 120_000 });
    await scenario.server.start();
    const { exitCode, stderr } = await run.done;
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.any(String) as string });

    // What was still spilled when the run ended arrives with the next command that opens the store.
    scenario.endpoint.setScript(200);
    const replay = await scenario.project.weir('letters', 'replay', ...scenario.arguments);
    expect(replay).toMatchObject({ exitCode: 0 });
    expect(scenario.taken()).toBe(records);
    // A purge drains the spill for as long as that takes; it removes nothing that is so young.
    const purge = await scenario.project.weir('letters', 'purge', ...scenario.arguments, '--older-than', '365d');
    expect(purge).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^0 removed/) as string });
    expect(await scenario.count()).toBe(failing);
  });

  test('what StreamPark wrote is listed, refused without a method, and replayed by the one that is given', async () => {
    await using scenario = await Scenario.open(store, 200);
    const url = `${scenario.endpoint.url}/record?userId=1&siteId=2`;
    await store.writeAsStreamPark(scenario.server, url);
    const list = await scenario.project.weir('letters', 'list', ...scenario.arguments);
    expect(list.stdout).toMatch(/1 open in .*: 1 retries-exhausted/);
    expect(list.stdout).toContain(`2023-11-14T22:13:20.000Z  retries-exhausted`);
    const refused = await scenario.project.weir('letters', 'replay', ...scenario.arguments);
    expect(refused).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('--method POST') as string });
    const replay = await scenario.project.weir('letters', 'replay', ...scenario.arguments, '--method', 'put');
    expect(replay).toMatchObject({ exitCode: 0 });
    expect([...scenario.endpoint.ledger.identities.keys()]).toEqual(['PUT /record?userId=1&siteId=2']);
    const left = await scenario.project.weir('letters', 'list', ...scenario.arguments);
    expect(left.stdout).toContain('0 open');
  });
});
