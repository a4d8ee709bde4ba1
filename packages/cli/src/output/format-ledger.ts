import type { JobResult, Ledger } from '@weir/core';
import { formatTable } from './format-table.js';

/** A number as people read it: `12,345`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

function ledgerRow(name: string, ledger: Ledger): string[] {
  const [accepted, delivered, deadLettered, held] = [
    ledger.accepted,
    ledger.delivered,
    ledger.deadLettered,
    ledger.held,
  ].map(formatCount);
  return [name, accepted ?? '', '=', delivered ?? '', '+', deadLettered ?? '', '+', held ?? ''];
}

/** The ledger of every sink as a table, one equation a line, with the sum below when there are several. */
export function formatLedger({ sinks, ledger }: Pick<JobResult, 'sinks' | 'ledger'>): string {
  const header = ['sink', 'accepted', '=', 'delivered', '+', 'dead-lettered', '+', 'held'];
  const rows = sinks.map((sink) =>
    ledgerRow(sink.name === sink.uid ? sink.name : `${sink.name} [${sink.uid}]`, sink.ledger),
  );
  const total = sinks.length === 1 ? [] : [ledgerRow('total', ledger)];
  return formatTable([header, ...rows, ...total], [1, 3, 5, 7]);
}
