import { jobFile, Project } from '../end-to-end/weir-process.js';

const job = jobFile("new HttpSink(context).get(context.fromElements('http://127.0.0.1:1/')).uid('orders-http');");

describe('weir run on an engine', () => {
  test.each([
    [['--runner', 'flnk'], 64, '--runner: "flnk" is not local, beam, prism or flink.'],
    [['--runner', 'beam'], 64, '--runner beam needs --endpoint HOST:PORT'],
    [['--runner', 'flink', '--endpoint', '127.0.0.1:1'], 64, '--runner flink needs --flink-rest URL'],
    [['--runner', 'prism', '--endpoint', '127.0.0.1:1'], 64, '--endpoint says nothing to --runner prism'],
    [['--savepoint', '/tmp/x'], 64, '--savepoint says nothing to --runner local: it is for flink.'],
    [['--runner', 'beam', '--endpoint', 'localhost'], 64, '--endpoint: "localhost" is not an address, host:port.'],
    [['--runner', 'prism', '--environment', 'docker'], 64, '--environment: "docker" is not loopback, process'],
    [['--runner', 'prism', '--fresh'], 64, '--fresh says nothing to --runner prism: it is for local.'],
    [['--runner', 'beam', '--endpoint', '127.0.0.1:1'], 1, 'No Beam job service answers at 127.0.0.1:1'],
    [
      ['--runner', 'flink', '--endpoint', '127.0.0.1:1', '--flink-rest', 'http://127.0.0.1:1'],
      1,
      'No answer from http://127.0.0.1:1/jobmanager/config',
    ],
  ])('%j exits with %i', async (args, code, message) => {
    await using project = await Project.create({ 'job.ts': job });
    const { exitCode, stderr } = await project.weir('run', 'job.ts', ...args);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(code);
  });

  test('says how to install a Prism that is not there', async () => {
    await using project = await Project.create({ 'job.ts': job });
    const { exitCode, stderr } = await project.start(['run', 'job.ts', '--runner', 'prism'], { PATH: project.folder })
      .done;
    expect(stderr).toContain('go install github.com/apache/beam/sdks/v2/go/cmd/prism@v2.77.0');
    expect(stderr).toContain('[RUNNER_NOT_INSTALLED]');
    expect(exitCode).toBe(1);
  });
});
