import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const rig = join(__dirname, 'run.mjs');
const maxOutputBytes = 1 << 28;

/** The versions of `service` that tests run against, from `versions.mjs`. */
export function pinnedVersions(service: string): readonly string[] {
  const script = `const { versions } = await import(process.argv[1]); console.log(JSON.stringify(versions));`;
  const module = join(__dirname, 'versions.mjs');
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script, module], { encoding: 'utf8' });
  const versions = (JSON.parse(output) as Readonly<Record<string, readonly string[]>>)[service];
  if (versions === undefined) throw new Error(`${module} has no service ${service}`);
  return versions;
}

/** One server of the rig, as a test drives it; see README.md. */
export class ServiceInstance {
  readonly #reference: string;

  /** `reference` is `<service>[@version][+name]`; a test that kills its server takes a name of its own. */
  constructor(reference: string) {
    this.#reference = reference;
  }

  /** Starts it unless it runs, and resolves when it is ready with the variables that tell how to reach it. */
  async start({ fresh = false } = {}): Promise<Readonly<Record<string, string>>> {
    const output = await this.#run('start', '--json', ...(fresh ? ['--fresh'] : []));
    return JSON.parse(output) as Readonly<Record<string, string>>;
  }

  /** Stops it and starts it on the same ports and data. */
  async restart(): Promise<void> {
    await this.#run('restart', '--json');
  }

  /** Stops it and starts it at other internal ports, where it has such. */
  async move(): Promise<void> {
    await this.#run('restart', '--move');
  }

  /** Ends it as a crash would; resolves when it is gone. */
  async kill(): Promise<void> {
    await this.#run('kill');
  }

  /** Lets it write to no file any more, as on a full disk, until it is restarted. */
  async fillDisk(): Promise<void> {
    await this.#run('fill');
  }

  async stop(): Promise<void> {
    await this.#run('stop');
  }

  /** Runs the server's own client and resolves with what it prints: the measure of ours. */
  client(...args: string[]): Promise<string> {
    return this.#run('client', ...args);
  }

  async #run(...words: string[]): Promise<string> {
    const { stdout } = await run(process.execPath, [rig, this.#reference, ...words], { maxBuffer: maxOutputBytes });
    return stdout;
  }
}
