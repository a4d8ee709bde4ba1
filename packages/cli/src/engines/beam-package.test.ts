import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { countingJob, Project } from '../end-to-end/weir-process.js';

// Every test starts whole processes, on machines that may be busy.
jest.setTimeout(60_000);

const cli = resolve(__dirname, '..', '..');
const optional = '@weir/runner-beam';

/** Installs the command in the project with all that it depends on, but not what it takes only when it is there. */
async function installCommand({ folder }: Project): Promise<string> {
  const installed = join(folder, 'node_modules', '@weir', 'cli');
  for (const part of ['bin', 'dist', 'package.json'])
    await cp(join(cli, part), join(installed, part), { recursive: true });
  const modules = join(cli, 'node_modules');
  const names = (await readdir(modules)).filter((name) => !/^[.@]/.test(name));
  const scoped = (await readdir(join(modules, '@weir'))).map((name) => `@weir/${name}`);
  await mkdir(join(installed, 'node_modules', '@weir'), { recursive: true });
  for (const name of [...names, ...scoped].filter((each) => each !== optional)) {
    await symlink(join(modules, name), join(installed, 'node_modules', name), 'dir');
  }
  return join(installed, 'bin', 'weir.js');
}

function run(program: string, cwd: string, ...args: readonly string[]): Promise<{ code: unknown; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { cwd }, (error, _, stderr) =>
      resolve({ code: error?.code, stderr }),
    );
  });
}

test.each([
  ['prism', []],
  ['beam', ['--endpoint', '127.0.0.1:8099']],
  ['flink', ['--endpoint', '127.0.0.1:8099', '--flink-rest', 'http://127.0.0.1:8081']],
])('--runner %s without the package for engines says how to install it', async (runner, flags) => {
  await using project = await Project.create({ 'job.ts': countingJob('http://127.0.0.1:1', 1) });
  const program = await installCommand(project);
  const { code, stderr } = await run(program, project.folder, 'run', 'job.ts', '--runner', runner, ...flags);
  expect(stderr).toContain('[RUNNER_NOT_INSTALLED]');
  expect(stderr).toContain(`An engine needs the package ${optional}, which is not installed: npm install ${optional}`);
  expect(code).toBe(1);
});
