import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultTable, type FaultId } from '../../tests/rig/fault-table.js';
import type { MatrixRow, Measured } from '../../tests/rig/matrix.js';

/** Where the figures of the matrix are kept between runs, from the root of the repository. */
export const measuredPath = 'tests/reliability/measured.json';

/** What was measured of each fault, and on which day (as in 2026-11-28). */
export type MeasuredFaults = Readonly<Partial<Record<FaultId, Measured & { readonly on: string }>>>;

/** @param root of the repository */
export function readMeasured(root: string): MeasuredFaults {
  return JSON.parse(readFileSync(join(root, measuredPath), 'utf8')) as MeasuredFaults;
}

/** `measured` with the lines that tests have written in place of what was there, in the order of the fault table. */
export function mergeRows(measured: MeasuredFaults, lines: string, on: string): MeasuredFaults {
  const rows = lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as MatrixRow);
  const fresh = Object.fromEntries(rows.map(({ id, ...figures }) => [id, { ...figures, on }]));
  const merged: MeasuredFaults = { ...measured, ...fresh };
  const known = Object.keys(faultTable) as FaultId[];
  return Object.fromEntries(known.flatMap((id) => (merged[id] ? [[id, merged[id]]] : [])));
}
