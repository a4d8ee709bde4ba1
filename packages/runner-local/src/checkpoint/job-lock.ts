import { link, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { WeirError } from '@weir/core';

/** Who holds a lock. A pid alone could be another process by now; together with its start time it is not. */
interface Holder {
  readonly pid: number;
  readonly startedAt: string;
}

/** When process `pid` started, in clock ticks since boot (field 22 of proc(5) stat); '' where that cannot be told. */
function startTimeOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function isAlive({ pid, startedAt }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const now = startTimeOf(pid);
  return now === '' || startedAt === '' || now === startedAt;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** One process at a time in a directory. A dead process's lock is taken over at once, a live one's never. */
export class JobLock {
  readonly #path: string;
  #held = false;

  constructor(directory: string) {
    this.#path = join(directory, 'lock');
  }

  /** @throws CHECKPOINT_LOCKED when another process holds it */
  async acquire(): Promise<void> {
    const own = `${this.#path}.${randomUUID()}`;
    const content = JSON.stringify({ pid: process.pid, startedAt: startTimeOf(process.pid) });
    await writeFile(own, content, { mode: 0o600 });
    try {
      while (!(await this.#tryLink(own))) await this.#removeStale();
      this.#held = true;
    } finally {
      await unlink(own);
    }
  }

  async release(): Promise<void> {
    if (!this.#held) return;
    this.#held = false;
    await unlink(this.#path);
  }

  /** Linking is atomic, and the file is whole when it appears. */
  async #tryLink(own: string): Promise<boolean> {
    try {
      await link(own, this.#path);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
  }

  async #removeStale(): Promise<void> {
    const text = await readIfThere(this.#path);
    if (text === undefined) return;
    const holder = JSON.parse(text) as Holder;
    if (isAlive(holder)) {
      throw new WeirError(
        'CHECKPOINT_LOCKED',
        `Process ${holder.pid} runs this job already: it holds ${this.#path}. Stop it first, or give this one another pipeline.name or state.checkpoints.dir.`,
        { details: { pid: holder.pid, path: this.#path } },
      );
    }
    // Renamed before it is removed, and looked at again: somebody else may have taken it over meanwhile.
    const aside = `${this.#path}.${randomUUID()}`;
    await rename(this.#path, aside);
    if ((await readFile(aside, 'utf8')) === text) await unlink(aside);
    else await rename(aside, this.#path);
  }
}
