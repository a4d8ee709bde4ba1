import { hash } from 'node:crypto';
import type { Lineage } from './batch.js';

/** What identifies a record at a sink, beside its lineage. */
export interface RecordScope {
  /** Job name. */
  readonly job: string;
  /** uid of the sink node. */
  readonly sinkUid: string;
}

/**
 * The id of a record at a sink: 32 hexadecimal digits (the first 128 bits of a SHA-256) over job, sink uid, split,
 * branch, position, sub-index and `content`.
 *
 * The same in every attempt, restart and runner, since each part is. Lineage keeps true duplicates apart; the content
 * keeps two different records apart that were read at the same place, as when a file is replaced between two runs.
 *
 * @param content digest or text of what is sent: method, URL, body
 */
export function recordId(scope: RecordScope, lineage: Lineage, content: string): string {
  const { origin, position, sub } = lineage;
  const parts = [scope.job, scope.sinkUid, origin.split, origin.branch, String(position), sub, content];
  return hash('sha256', JSON.stringify(parts), 'hex').slice(0, 32);
}
