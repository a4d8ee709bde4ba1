import { jobFile, Project } from './weir-process.js';

// Every test starts whole processes, on machines that may be busy.
jest.setTimeout(60_000);

const handle = `handle(context) {
    if (!(context instanceof StreamingContext)) throw new Error('another copy of @weir/core');
    new HttpSink(context).get(context.fromElements('http://127.0.0.1:1'));
  }`;
const moduleText = (exported: string): string => `import { StreamingContext, StreamingJob } from '@weir/core';
import { HttpSink } from '@weir/sink-http';
${exported} class Orders extends StreamingJob { ${handle} }
`;
const commonText = (exported: string): string => `const { StreamingContext, StreamingJob } = require('@weir/core');
const { HttpSink } = require('@weir/sink-http');
class Orders extends StreamingJob { ${handle} }
${exported}
`;
const typed = moduleText('export default').replace(
  'handle(context)',
  'override handle(context: StreamingContext): void',
);

describe('job files', () => {
  test.each([
    [
      'a CommonJS folder',
      '{}',
      { 'job.js': commonText('module.exports = Orders;'), 'named.js': commonText('exports.Orders = Orders;') },
    ],
    [
      'an ESM folder',
      '{"type": "module"}',
      { 'job.js': moduleText('export default'), 'named.js': moduleText('export') },
    ],
  ])('load without a build step from %s, with one copy of @weir/core', async (_, manifest, scripts) => {
    const files: Record<string, string> = {
      ...scripts,
      'job.ts': typed,
      'job.mts': typed,
      'job.cts': typed,
      'job.mjs': moduleText('export default'),
      'job.cjs': commonText('module.exports = Orders;'),
      'named.ts': typed.replace('export default', 'export'),
    };
    await using project = await Project.create({ ...files, 'package.json': manifest });
    const graphs = Object.keys(files).map(async (name) => ({ name, ...(await project.weir('graph', name)) }));
    for (const { name, exitCode, stderr, stdout } of await Promise.all(graphs)) {
      expect({ name, exitCode, stderr }).toEqual({ name, exitCode: 0, stderr: '' });
      expect(stdout).toContain('job Orders');
    }
  });

  test('compiled by TypeScript to CommonJS have their default taken, whatever else they export', async () => {
    const exported = 'exports.__esModule = true; exports.Other = class extends Orders {}; exports.default = Orders;';
    await using project = await Project.create({ 'job.cjs': commonText(exported) });
    expect((await project.weir('graph', 'job.cjs')).stdout).toContain('job Orders');
  });

  test('may import other TypeScript files', async () => {
    await using project = await Project.create({
      'urls.ts': "export const urls: string[] = ['http://127.0.0.1:1'];",
      'job.ts': `import { urls } from './urls.js';\n${jobFile('new HttpSink(context).get(context.fromCollection(urls));')}`,
    });
    expect((await project.weir('graph', 'job.ts')).exitCode).toBe(0);
  });

  const two = `import { StreamingJob } from '@weir/core';
export class First extends StreamingJob { handle() {} }
export class Second extends StreamingJob { handle() {} }`;

  test.each([
    ['nothing.ts', 'export const x = 1;', 1, 'nothing.ts exports no job.', 'JOB_NOT_FOUND'],
    ['two.ts', two, 1, 'two.ts exports 2 jobs (First, Second) and none of them as default.', 'JOB_AMBIGUOUS'],
    [
      'function.ts',
      'export default function start() {}',
      1,
      'is the function or class start, not a class that extends StreamingJob',
      'JOB_NOT_A_JOB',
    ],
    ['instance.ts', 'class Job {} export default new Job();', 1, 'is an instance of Job, not a class', 'JOB_NOT_A_JOB'],
    [
      'syntax.ts',
      'export const a = 1;\nexport default class {\n  handle( {\n}\n',
      1,
      /syntax\.ts:\d+:\d+/,
      'JOB_FILE_INVALID',
    ],
    ['syntax.mjs', 'export const a = 1;\nconst b = ;\n', 1, /syntax\.mjs:2/, 'JOB_FILE_INVALID'],
    ['syntax.cjs', 'const a = 1;\nconst b = ;\n', 1, /syntax\.cjs:2/, 'JOB_FILE_INVALID'],
    ['missing.ts', "import { x } from './nowhere.js';\nexport default x;", 1, './nowhere.js', 'JOB_FILE_INVALID'],
    ['throws.ts', "throw new Error('no such plan');", 1, 'no such plan', 'JOB_FILE_INVALID'],
  ])('are refused when wrong: %s', async (name, text, status, message, code) => {
    await using project = await Project.create({ [name]: text });
    const { exitCode, stderr } = await project.weir('run', name);
    expect(exitCode).toBe(status);
    expect(stderr).toMatch(message);
    expect(stderr).toContain(`[${code}]`);
  });

  test('that do not exist are wrong usage', async () => {
    await using project = await Project.create();
    const { exitCode, stderr } = await project.weir('run', 'nowhere.ts');
    expect(exitCode).toBe(64);
    expect(stderr).toContain('Cannot read the job file nowhere.ts');
  });
});
