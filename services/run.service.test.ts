import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

jest.setTimeout(180_000);

const state = mkdtempSync(join(tmpdir(), 'weir-services-'));
const env = { ...process.env, WEIR_SERVICES_DIR: state };

function rig(...words: string[]): { code: number | null; output: string; errors: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(__dirname, 'run.mjs'), ...words], {
    env,
    encoding: 'utf8',
  });
  return { code: status, output: stdout, errors: stderr };
}

function sql(statement: string): string {
  return rig('mariadb', 'client', '--skip-column-names', 'weir', '-e', statement).output.trim();
}

function fileOfServer(name: string): string {
  return join(state, 'mariadb@debian', name);
}

/** MariaDB stands for every service here: the rig treats them alike, and it starts in a second. */
describe('the services rig', () => {
  let address: string;

  beforeAll(() => {
    address = rig('mariadb', 'start').output;
    sql('create table letters (id int); insert into letters values (1), (2)');
  });
  afterEach(() => {
    rig('mariadb', 'start');
  });
  afterAll(() => {
    rig('--all', 'stop');
    rmSync(state, { recursive: true });
  });

  test('starts a server that runs already no second time', () => {
    const pid = readFileSync(fileOfServer('server.pid.json'), 'utf8');
    expect(rig('mariadb', 'start').output).toBe(address);
    expect(readFileSync(fileOfServer('server.pid.json'), 'utf8')).toBe(pid);
  });

  test('brings a killed server back at the same address with its data', () => {
    rig('mariadb', 'kill');
    expect(rig('mariadb', 'ready').code).toBe(1);
    expect(rig('mariadb', 'start').output).toBe(address);
    expect(sql('select count(*) from letters')).toBe('2');
  });

  test('gives several processes that start the same new server the same one', async () => {
    const starts = [1, 2, 3].map(() =>
      spawn(process.execPath, [join(__dirname, 'run.mjs'), 'mariadb+shared', 'start'], { env }),
    );
    const outputs = await Promise.all(starts.map((start) => text(start.stdout)));
    expect(new Set(outputs).size).toBe(1);
    expect(outputs[0]).not.toBe(address);
    expect(rig('mariadb+shared', 'stop').code).toBe(0);
  });

  test('leaves a stranger alone that was given the process id of a dead server', () => {
    rig('mariadb', 'kill');
    writeFileSync(fileOfServer('server.pid.json'), JSON.stringify({ pid: process.pid, startTime: '1' }));
    expect(rig('mariadb', 'ready').code).toBe(1);
    expect(rig('mariadb', 'stop').code).toBe(0); // and this process is still here to say so
  });

  test('names the port that another process has taken in the meantime', async () => {
    rig('mariadb', 'stop');
    const { mysql } = JSON.parse(readFileSync(fileOfServer('ports.json'), 'utf8')) as { mysql: number };
    const other = createServer().listen(mysql, '127.0.0.1');
    await once(other, 'listening');
    expect(rig('mariadb', 'start').errors).toContain(`port ${mysql} of mariadb@debian is taken`);
    other.close();
    await once(other, 'close');
  });

  test('fails with the end of the log when the server ends while it starts', () => {
    rig('mariadb', 'stop');
    const systemTables = fileOfServer('data/ibdata1');
    const content = readFileSync(systemTables);
    writeFileSync(systemTables, 'broken');
    const { code, errors } = rig('mariadb', 'start');
    writeFileSync(systemTables, content);
    expect(code).toBe(1);
    expect(errors).toContain('mariadb@debian ended while starting');
    expect(errors).toContain('InnoDB');
  });

  test('wipes data and ports only when asked to', () => {
    expect(rig('mariadb', 'restart').output).toBe(address);
    address = rig('mariadb', 'start', '--fresh').output;
    expect(sql('show tables')).toBe('');
  });

  test('refuses a version that is not pinned and a service that it does not know', () => {
    expect(rig('kafka@1.0.0', 'start').errors).toContain('kafka is pinned to');
    expect(rig('redis', 'start').errors).toContain('unknown service "redis"');
  });
});
