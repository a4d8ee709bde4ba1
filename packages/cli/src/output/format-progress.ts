import type { JobStatus } from '@weir/runner-local';
import { formatCount } from './format-ledger.js';

const barCells = 20;

/** How much of a job is done: what was read, less what of it is still held; undefined where no end is known. */
function shareDone({ progress, ledger }: JobStatus): number | undefined {
  if (progress?.of === undefined) return undefined;
  const read = progress.of === 0 ? 1 : Math.min(1, progress.position / progress.of);
  return ledger.accepted === 0 ? read : read * (1 - ledger.held / ledger.accepted);
}

/** `[██████░░░░░░░░░░░░░░] 30 %` */
function formatBar(share: number): string {
  const full = Math.round(share * barCells);
  return `[${'█'.repeat(full)}${'░'.repeat(barCells - full)}] ${Math.floor(share * 100)} %`;
}

/** One line that says how a job is doing. @param recordsPerSecond how many were delivered or dead-lettered of late */
export function formatProgress(status: JobStatus, recordsPerSecond: number): string {
  const { ledger, gauges } = status;
  const gauge = (name: string): string => formatCount(gauges[name] ?? 0);
  const share = shareDone(status);
  const parts = [
    `${formatCount(Math.round(recordsPerSecond))} records/s`,
    `${gauge('inFlight')} in flight`,
    `${gauge('queued')} queued`,
    `${gauge('retrying')} retrying`,
    `${formatCount(ledger.deadLettered)} dead-lettered`,
    `${formatCount(ledger.delivered)} delivered`,
  ];
  return [...parts, ...(share === undefined ? [] : [formatBar(share)])].join(' · ');
}
