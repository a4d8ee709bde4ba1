import { appendFileSync } from 'node:fs';
import type { FaultId } from './fault-table.js';

/** What a test measured of one fault. */
export interface Measured {
  readonly accepted: number;
  readonly delivered: number;
  readonly deadLettered: number;
  /** At the end, when all is repaired. */
  readonly held: number;
  readonly lost: number;
  readonly duplicates: number;
  /** From the end of the fault to the last record settled, or to the first request of a new process; milliseconds. */
  readonly recoveryMs: number;
  /** What else there is to say of the run. */
  readonly note?: string;
}

/** A line of the file that {@link recordRow} writes. */
export interface MatrixRow extends Measured {
  readonly id: FaultId;
}

/** Adds what was measured to the file that WEIR_MATRIX names, one JSON object a line, if it names one. */
export function recordRow(id: FaultId, measured: Measured): void {
  const path = process.env['WEIR_MATRIX'];
  const { accepted, delivered, deadLettered, held, lost, duplicates, recoveryMs, note } = measured;
  const figures = { accepted, delivered, deadLettered, held, lost, duplicates, recoveryMs };
  const row: MatrixRow = { id, ...figures, ...(note !== undefined && { note }) };
  if (path !== undefined) appendFileSync(path, `${JSON.stringify(row)}\n`);
}
