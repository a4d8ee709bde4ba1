import type { JobStatus } from '@weir/runner-local';
import { formatCount } from './format-ledger.js';

const barCells = 20;

/** How much of a job is done: what was read, less what of it is still held; undefined where no end is known. */
export function shareDone({ progress, ledger }: JobStatus): number | undefined {
  if (progress?.of === undefined) return undefined;
  const read = progress.of === 0 ? 1 : Math.min(1, progress.position / progress.of);
  return ledger.accepted === 0 ? read : read * (1 - ledger.held / ledger.accepted);
}

/** `[██████░░░░░░░░░░░░░░] 30 %` */
function formatBar(share: number): string {
  const full = Math.round(share * barCells);
  return `[${'█'.repeat(full)}${'░'.repeat(barCells - full)}] ${Math.floor(share * 100)} %`;
}

/** `1:05`, `2:00:00` */
function formatRemaining(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const twoDigits = (number: number): string => String(number).padStart(2, '0');
  return h > 0 ? `${h}:${twoDigits(m)}:${twoDigits(s)}` : `${m}:${twoDigits(s)}`;
}

/** How fast a job is of late. */
export interface Pace {
  /** Records delivered or dead-lettered. */
  readonly recordsPerSecond: number;
  /** Estimate of what is left, where the end is known. */
  readonly remainingMs?: number | undefined;
}

/** One line that says how a job is doing. */
export function formatProgress(status: JobStatus, { recordsPerSecond, remainingMs }: Pace): string {
  const { ledger, gauges } = status;
  const gauge = (name: string): string => formatCount(gauges[name] ?? 0);
  const share = shareDone(status);
  const parts = [
    `${formatCount(Math.round(recordsPerSecond))} records/s`,
    `${gauge('inFlight')} in flight`,
    `${gauge('queued')} queued`,
    `${gauge('retrying')} retrying`,
    ...(gauges['lettering'] ? [`${gauge('lettering')} on their way to the store`] : []),
    `${formatCount(ledger.deadLettered)} dead-lettered`,
    `${formatCount(ledger.delivered)} delivered`,
  ];
  if (share !== undefined) parts.push(formatBar(share));
  if (remainingMs !== undefined) parts.push(`ETA ${formatRemaining(remainingMs)}`);
  return parts.join(' · ');
}
