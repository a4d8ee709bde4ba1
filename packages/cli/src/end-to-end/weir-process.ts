import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const packages = resolve(__dirname, '..', '..', '..');
const program = join(packages, 'cli', 'bin', 'weir.js');

/** What a command did. */
export interface Done {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built `weir` at work in a folder. */
export class WeirProcess {
  readonly done: Promise<Done>;
  readonly #child: ChildProcess;
  #stdout = '';
  #stderr = '';
  readonly #watchers = new Set<() => void>();

  constructor(folder: string, args: readonly string[], environment: NodeJS.ProcessEnv) {
    const env = { ...process.env, ...environment };
    this.#child = spawn(process.execPath, [program, ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text;
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
      for (const watch of this.#watchers) watch();
    });
    this.done = once(this.#child, 'close').then(([exitCode]) => {
      for (const watch of this.#watchers) watch();
      return { exitCode: exitCode as number | null, stdout: this.#stdout, stderr: this.#stderr };
    });
  }

  /** What it has written to its standard error so far. */
  get stderr(): string {
    return this.#stderr;
  }

  /** Resolves to the standard error so far when `text` stands there; rejects when the process ends without it. */
  sees(text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const watch = (): void => {
        if (this.#stderr.includes(text)) resolve(this.#stderr);
        else if (this.#child.exitCode !== null) reject(new Error(`"${text}" was not written: ${this.#stderr}`));
      };
      this.#watchers.add(watch);
      watch();
    });
  }

  signal(name: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): void {
    this.#child.kill(name);
  }
}

/** A user's folder with the packages installed. */
export class Project implements AsyncDisposable {
  readonly folder: string;
  readonly #running = new Set<WeirProcess>();

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** @param files by name; a `package.json` that says nothing is there unless given */
  static async create(files: Readonly<Record<string, string>> = {}): Promise<Project> {
    const project = new Project(await mkdtemp(join(tmpdir(), 'weir-cli-')));
    await mkdir(join(project.folder, 'node_modules', '@weir'), { recursive: true });
    for (const name of ['core', 'sink-http']) {
      await symlink(join(packages, name), join(project.folder, 'node_modules', '@weir', name), 'dir');
    }
    for (const [name, text] of Object.entries({ 'package.json': '{}', ...files })) await project.write(name, text);
    return project;
  }

  async write(name: string, text: string): Promise<void> {
    await writeFile(join(this.folder, name), text);
  }

  async readJson(name: string): Promise<unknown> {
    return JSON.parse(await readFile(join(this.folder, name), 'utf8'));
  }

  /** Starts `weir` here. */
  start(args: readonly string[], environment: NodeJS.ProcessEnv = {}): WeirProcess {
    const running = new WeirProcess(this.folder, args, environment);
    this.#running.add(running);
    return running;
  }

  /** Runs `weir` here to its end. */
  weir(...args: readonly string[]): Promise<Done> {
    return this.start(args).done;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const running of this.#running) running.signal('SIGKILL');
    await Promise.all([...this.#running].map(({ done }) => done));
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** A job file whose `handle` has the given lines; `context` and `HttpSink` are at hand. */
export function jobFile(...lines: readonly string[]): string {
  return [
    "import { StreamingJob, type StreamingContext } from '@weir/core';",
    "import { HttpSink } from '@weir/sink-http';",
    'export default class Orders extends StreamingJob {',
    '  override handle(context: StreamingContext): void {',
    ...lines.map((line) => `    ${line}`),
    '  }',
    '}',
    '',
  ].join('\n');
}

/** A job that sends `count` requests `/?n=0`, `/?n=1`, … to `url`. */
export function countingJob(url: string, count: number): string {
  return jobFile(
    `const urls = context.generate({ count: ${count} }).map((n) => \`${url}/?n=\${n}\`);`,
    "new HttpSink(context).post(urls).name('orders').uid('orders-http');",
  );
}
