/** What runs checks says so in its last line: `12 passed, 0 failed` or `12 passed, 0 failed, 3 skipped`. */
const lastLine = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/;

/** The counts in the last line of `output`, if it has any. */
export function readCounts(output) {
  const match = lastLine.exec(output.trimEnd().split('\n').at(-1));
  if (!match) return undefined;
  const [passed, failed, skipped] = match.slice(1).map((digits) => Number(digits ?? 0));
  return { passed, failed, skipped };
}

export function addCounts(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

export function formatCounts({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
