import { ServiceInstance } from './service-instance';

jest.setTimeout(600_000);

interface TaskManagers {
  readonly taskmanagers: readonly { readonly id: string }[];
}

/** Asks until `condition` holds; each question takes the rig a tenth of a second. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition()));
}

describe('Prism', () => {
  const prism = new ServiceInstance('prism+crash');

  afterAll(() => prism.stop());

  test('comes back at the same address after a crash', async () => {
    const variables = await prism.start();
    expect(variables['WEIR_PRISM_ENDPOINT']).toMatch(/^127\.0\.0\.1:\d+$/);
    await prism.kill();
    expect(await prism.start()).toEqual(variables);
  });
});

describe('Flink', () => {
  const flink = new ServiceInstance('flink+crash');

  afterAll(() => flink.stop());

  test('has slots for several jobs and comes back at the same address after a crash', async () => {
    const variables = await flink.start();
    expect(JSON.parse(await flink.client('GET', '/overview'))).toMatchObject({ 'slots-total': 16, 'jobs-running': 0 });
    await flink.kill();
    expect(await flink.start()).toEqual(variables);
  });
});

describe('the session cluster', () => {
  const cluster = new ServiceInstance('flink-cluster+crash');
  const taskManagers = async () => {
    const { taskmanagers } = JSON.parse(await cluster.client('GET', '/taskmanagers')) as TaskManagers;
    return taskmanagers.map(({ id }) => id);
  };

  beforeAll(() => cluster.start());
  afterAll(() => cluster.stop());

  test('has two task managers of one slot each', async () => {
    const overview = JSON.parse(await cluster.client('GET', '/overview')) as unknown;
    expect(overview).toMatchObject({ taskmanagers: 2, 'slots-total': 2, 'slots-available': 2 });
  });

  test('replaces a task manager that is killed', async () => {
    const before = await taskManagers();
    await cluster.client('kill', 'taskmanager-1');
    await until(async () => {
      const now = await taskManagers();
      return now.length === 2 && now.some((id) => !before.includes(id));
    });
  });

  test('leaves no process behind when its supervisor is killed', async () => {
    const pids = await Promise.all(
      ['job-manager', 'taskmanager-1', 'taskmanager-2', 'job-server'].map((name) => cluster.client('pid', name)),
    );
    await cluster.kill();
    await until(() => Promise.resolve(pids.every((pid) => !isRunning(Number(pid)))));
    await cluster.stop();
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
