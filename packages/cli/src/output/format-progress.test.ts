import { formatProgress } from './format-progress.js';

describe('formatProgress', () => {
  const ledger = { accepted: 40, delivered: 27, deadLettered: 3, held: 10 };
  const status = { ledger, gauges: { inFlight: 9, queued: 1 }, restarts: 0 };

  const still = { recordsPerSecond: 0 };

  test('has a bar where the source knows its size; what is held is not done yet', () => {
    expect(formatProgress({ ...status, progress: { position: 100, of: 150 } }, { recordsPerSecond: 1_234.4 })).toBe(
      '1,234 records/s · 9 in flight · 1 queued · 0 retrying · 3 dead-lettered · 27 delivered · [██████████░░░░░░░░░░] 50 %',
    );
    expect(formatProgress({ ...status, progress: { position: 0, of: 0 } }, still)).toContain(' 75 %');
    expect(formatProgress({ ...status, progress: undefined }, still)).not.toContain('%');
  });

  test('says how many letters wait for the store, as long as there are any', () => {
    const lettering = { ...status, gauges: { ...status.gauges, lettering: 1_200 } };
    expect(formatProgress({ ...lettering, progress: undefined }, still)).toContain(
      '0 retrying · 1,200 on their way to the store · 3 dead-lettered',
    );
  });

  test.each([
    [1, '0:01'],
    [59_001, '1:00'],
    [3_599_000, '59:59'],
    [7_265_000, '2:01:05'],
  ])('says that %d ms are left as ETA %s', (remainingMs, text) => {
    const line = formatProgress({ ...status, progress: { position: 1, of: 2 } }, { ...still, remainingMs });
    expect(line).toMatch(new RegExp(`% · ETA ${text}$`));
  });
});
