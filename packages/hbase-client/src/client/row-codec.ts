import type { CellMessage, ColumnMessage, MutationMessage, ResultMessage } from '../protocol/messages.js';
import type { Cell, ColumnSelection, Row, RowToPut } from './row.js';

/** `MutationProto.MutationType` */
const PUT = 2;
const DELETE = 3;

/** A put of all cells of a row. Without a timestamp the server takes its own clock. */
export function encodePut({ key, cells }: RowToPut): MutationMessage {
  const families = new Map<string, Cell[]>();
  for (const cell of cells) {
    const siblings = families.get(cell.family);
    if (siblings) siblings.push(cell);
    else families.set(cell.family, [cell]);
  }
  const columnValue = [...families].map(([family, members]) => ({
    family: Buffer.from(family),
    qualifierValue: members.map(({ qualifier, value }) => ({ qualifier: Buffer.from(qualifier), value })),
  }));
  return { row: key, mutateType: PUT, columnValue };
}

/** A delete that names no column: the server removes the row from every family. */
export function encodeDelete(key: Uint8Array): MutationMessage {
  return { row: key, mutateType: DELETE, columnValue: [] };
}

export function encodeColumns(columns: readonly ColumnSelection[]): ColumnMessage[] {
  return columns.map(({ family, qualifiers }) => ({
    family: Buffer.from(family),
    qualifier: (qualifiers ?? []).map((qualifier) => Buffer.from(qualifier)),
  }));
}

/** Decodes one row; `undefined` when it has no cells, which is how HBase says that there is no such row. */
export function decodeRow(result: ResultMessage | null | undefined): Row | undefined {
  const [first] = result?.cell ?? [];
  if (!result || !first) return undefined;
  return { key: Buffer.from(first.row), cells: result.cell.map(decodeCell) };
}

function decodeCell({ family, qualifier, value }: CellMessage): Row['cells'][number] {
  return {
    family: Buffer.from(family).toString(),
    qualifier: Buffer.from(qualifier).toString(),
    value: Buffer.from(value),
  };
}
