import { faultTable, type Fault, type FaultId, type FaultTarget } from '../../tests/rig/fault-table.js';
import { markdownTable } from '../reference/markdown-table.js';
import { lossWindows, peerLossWindows, type LossWindow } from './loss-windows.js';
import type { MeasuredFaults } from './measured.js';

const targets: readonly FaultTarget[] = ['endpoint', 'store', 'process', 'disk full'];

const head = ['fault', 'accepted', 'delivered', 'dead-lettered', 'held', 'lost', 'duplicates', 'recovered in'];

function count(number: number): string {
  return number.toLocaleString('en-US');
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

/** A link from docs/ to a file of the repository. */
function link(path: string, text: string): string {
  return `[${text}](../${path})`;
}

function faultRow(id: FaultId, { fault, shownBy }: Fault, measured: MeasuredFaults): string[] {
  const row = measured[id];
  if (!row) return [link(shownBy, fault), ...head.slice(1).map(() => 'not measured')];
  const { accepted, delivered, deadLettered, held, lost, duplicates, recoveryMs, note } = row;
  const figures = [accepted, delivered, deadLettered, held, lost, duplicates].map(count);
  return [`${link(shownBy, fault)}${note === undefined ? '' : ` (${note})`}`, ...figures, seconds(recoveryMs)];
}

function matrixOf(target: FaultTarget, measured: MeasuredFaults): string {
  const faults = Object.entries(faultTable) as [FaultId, Fault][];
  const rows = faults
    .filter(([, fault]) => fault.target === target)
    .map(([id, fault]) => faultRow(id, fault, measured));
  return `### ${target}\n\n${markdownTable(head, rows)}`;
}

function windowRow({ id, window, here, tests }: LossWindow): string[] {
  return [id, window, here, tests.map(({ file, name }) => link(file, name)).join('; ')];
}

function windowTable(first: string, windows: readonly LossWindow[]): string {
  return markdownTable([first, 'what is lost there', 'here', 'shown by'], windows.map(windowRow));
}

/** `docs/reliability.md`, out of the fault table, what its tests measured, and the loss windows. */
export function renderReliability(measured: MeasuredFaults): string {
  const days = [...new Set(Object.values(measured).map(({ on }) => on))].sort();
  return `# Reliability

Written by \`npm run reliability\`, which runs the tests that the tables name and keeps what they measured in
\`tests/reliability/measured.json\`; do not edit. Measured: ${days.join(', ')}.

> **accepted = delivered + dead-lettered + held**

Every row is one fault that a test brings about. _Accepted_: how many records the job had to bring through. _Delivered_
and _dead-lettered_ are counted from outside: by the endpoint's own ledger of what it took and by reading the store.
_Lost_: records that are in neither. _Duplicates_: how often a record was taken again, as at least once allows after a
kill or an answer that never came. _Recovered in_: from the end of the fault to the last record settled, or from the
start of the next process to its first request; on a shared machine with two cores, so read orders of magnitude.

## The fault matrix

${targets.map((target) => matrixOf(target, measured)).join('\n\n')}

\`npm run reliability\` measures what needs only this machine; \`npm run reliability -- services\` the rows with a real
store, \`npm run reliability -- kill\` the hundred runs, \`npm run reliability -- soak\` the ten minutes. What is not
measured again stays.

Random jobs (\`tests/random-jobs.test.ts\`) put it together: fast-check draws graph, load, faults, kills and restarts.

## The loss windows of the original

Found in the source of StreamPark's HttpSink, whose document Weir starts from. A test that ends in \`.service.test.ts\`
runs against the real server (\`npm run services\`).

${windowTable('', lossWindows)}

## Loss windows of other sinks

By their documentation, source and issues; they were read, not run.

${windowTable('sink', peerLossWindows)}
`;
}
