import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a checkpoint file says, as far as the proofs read it. They read the file itself, and not through the runner. */
export interface CheckpointOnDisk {
  readonly id: number;
  /** Position of the one split of the job's source; Infinity when it was read to its end. */
  readonly position: number;
  /** Numbers of the records that a sink or an asynchronous operator held (`?n=` of their URLs). */
  readonly held: ReadonlySet<number>;
}

interface StoredNode {
  readonly splits?: readonly { readonly position?: number; readonly finished: boolean }[];
  readonly units?: readonly unknown[];
}

/** Names of the checkpoint files in `folder`, oldest first. */
export function checkpointNames(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^checkpoint-\d+\.json$/.test(name))
    .sort();
}

/** The newest checkpoint in `folder`, if there is one. */
export function newestCheckpoint(folder: string): CheckpointOnDisk | undefined {
  const name = checkpointNames(folder).at(-1);
  if (name === undefined) return undefined;
  const [, body = ''] = readFileSync(join(folder, name), 'utf8').split('\n', 2);
  const { id, nodes } = JSON.parse(body) as { id: number; nodes: Readonly<Record<string, StoredNode>> };
  const states = Object.values(nodes);
  const [split] = states.flatMap(({ splits = [] }) => splits);
  const units = JSON.stringify(states.flatMap((state) => state.units ?? []));
  return {
    id,
    position: split?.finished === true ? Infinity : (split?.position ?? 0),
    held: new Set(Array.from(units.matchAll(/[?&]n=(\d+)/g), ([, n]) => Number(n))),
  };
}
