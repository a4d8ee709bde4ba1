import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WeirError } from '@weir/core';

/** Who holds a lock. A pid alone could be another process by now; together with its start time it is not. */
interface Holder {
  readonly pid: number;
  readonly startedAt: string;
}

/** What proc(5) stat says of a process: its state (field 3) and its start in clock ticks since boot (field 22). */
interface ProcessStat {
  readonly state: string;
  readonly startedAt: string;
}

/** Both are '' where that cannot be told. */
function statOf(pid: number): ProcessStat {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', startedAt: fields[19] ?? '' };
  } catch {
    return { state: '', startedAt: '' };
  }
}

/** A lock that cannot be read was cut short by a power failure: it appears whole, and nobody alive has it. */
function readHolder(text: string): Holder | undefined {
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return undefined;
  }
}

function isAlive({ pid, startedAt }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const now = statOf(pid);
  // A process that was killed and that its parent has not looked at yet still has its pid.
  if (now.state === 'Z') return false;
  return now.startedAt === '' || startedAt === '' || now.startedAt === startedAt;
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

  get held(): boolean {
    return this.#held;
  }

  /** @throws CHECKPOINT_LOCKED when another process holds it */
  async acquire(): Promise<void> {
    const own = `${this.#path}.${randomUUID()}`;
    const content = JSON.stringify({ pid: process.pid, startedAt: statOf(process.pid).startedAt } satisfies Holder);
    await writeFile(own, content, { mode: 0o600 });
    try {
      await this.#link(own, this.#path);
      this.#held = true;
    } finally {
      await unlink(own);
    }
  }

  /** Does nothing when somebody has removed the directory meanwhile. */
  async release(): Promise<void> {
    if (!this.#held) return;
    this.#held = false;
    await rm(this.#path, { force: true });
  }

  async #link(own: string, path: string): Promise<void> {
    while (!(await tryLink(own, path))) {
      const text = await readIfThere(path);
      if (text === undefined) continue;
      this.#refuseAlive(text);
      await this.#removeDead(own, path, text);
    }
  }

  /** Guarded by a lock of the same kind: of several that find a dead one, one removes it, and never a newer one. */
  async #removeDead(own: string, path: string, text: string): Promise<void> {
    const guard = `${path}.takeover`;
    await this.#link(own, guard);
    try {
      if ((await readIfThere(path)) === text) await unlink(path);
    } finally {
      await unlink(guard);
    }
  }

  #refuseAlive(text: string): void {
    const holder = readHolder(text);
    if (!holder || !isAlive(holder)) return;
    throw new WeirError(
      'CHECKPOINT_LOCKED',
      `Process ${holder.pid} runs this job already: it holds ${this.#path}. Stop it first, or give this one another pipeline.name or state.checkpoints.dir.`,
      { details: { pid: holder.pid, path: this.#path } },
    );
  }
}

/** Linking is atomic, and the file is whole when it appears. */
async function tryLink(own: string, path: string): Promise<boolean> {
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
