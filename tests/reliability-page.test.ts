import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lossWindows, peerLossWindows } from '../scripts/reliability/loss-windows.js';
import { readMeasured } from '../scripts/reliability/measured.js';
import { renderReliability } from '../scripts/reliability/render-reliability.js';
import { faultTable, type Fault, type FaultId } from './rig/fault-table.js';

const root = join(__dirname, '..');
const measured = readMeasured(root);

function textOf(path: string): string {
  return existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : '';
}

test('docs/reliability.md says what was measured (npm run reliability writes it)', () => {
  expect(textOf('docs/reliability.md')).toBe(renderReliability(measured));
});

test.each(Object.entries(faultTable) as [FaultId, Fault][])(
  'the fault %s has a test that records it, and nothing was lost',
  (id, { shownBy }) => {
    // A name that a test puts together from its cases stands there in parts.
    const [stem = ''] = id.split('-');
    expect(textOf(shownBy)).toContain(stem);
    expect(measured[id]).toMatchObject({ lost: 0, held: 0 });
    const { accepted, delivered, deadLettered } = measured[id] ?? { accepted: NaN, delivered: 0, deadLettered: 0 };
    expect(delivered + deadLettered).toBe(accepted);
  },
);

test.each([...lossWindows, ...peerLossWindows])('$id: the tests that are named exist', ({ tests }) => {
  expect(tests.length).toBeGreaterThan(0);
  for (const { file, name } of tests) expect(textOf(file)).toContain(name);
});

test('every loss window of the original has its line', () => {
  expect(lossWindows.map(({ id }) => id)).toEqual(Array.from({ length: 12 }, (_, i) => `L${i + 1}`));
});
