import { appendFileSync } from 'node:fs';

/** What a test measured of one fault; a line of the matrix in docs/reliability.md. */
export interface MatrixRow {
  readonly target: 'endpoint' | 'store' | 'process' | 'disk full';
  /** What goes wrong, in words. */
  readonly fault: string;
  readonly accepted: number;
  readonly delivered: number;
  readonly deadLettered: number;
  readonly held: number;
  readonly lost: number;
  readonly duplicates: number;
  /** From the end of the fault to the last record settled, or to the first request of a new process; milliseconds. */
  readonly recoveryMs: number;
}

/** Adds `row` to the file that WEIR_MATRIX names, one JSON object a line, if it names one. */
export function recordRow(row: MatrixRow): void {
  const path = process.env['WEIR_MATRIX'];
  if (path !== undefined) appendFileSync(path, `${JSON.stringify(row)}\n`);
}
