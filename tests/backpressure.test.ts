import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const script = join(__dirname, '../bench/backpressure/run.mjs');

/** What the script found; it exits with 1 when a bound was broken. */
interface Findings {
  readonly ok: boolean;
  readonly delivered: number;
  readonly lead: number;
  readonly largestLead: number;
}

async function backpressure(...args: string[]): Promise<Findings> {
  const { stdout } = await run('node', [script, ...args], { timeout: 240_000 });
  return JSON.parse(stdout) as Findings;
}

// Smaller than what bench/README.md runs, with the same bounds.
test('a slow endpoint slows the source, and memory stays flat', async () => {
  const found = await backpressure('--records', '60000', '--queue-capacity', '2000');
  expect(found).toMatchObject({ ok: true, delivered: 60_000 });
  expect(found.lead).toBeGreaterThan(1_000);
  expect(found.lead).toBeLessThanOrEqual(found.largestLead);
}, 240_000);

test('large records are bounded by their bytes', async () => {
  const found = await backpressure('--records', '400', '--record-bytes', '1048576', '--max-rss-mb', '400');
  expect(found).toMatchObject({ ok: true, delivered: 400 });
  expect(found.lead).toBeLessThanOrEqual(200);
}, 240_000);
