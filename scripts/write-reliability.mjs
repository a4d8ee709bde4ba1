// npm run reliability: runs the tests of the fault matrix, keeps what they measured, and writes docs/reliability.md.
//   npm run reliability -- [tests] [services] [kill] [soak] [page]
// With WEIR_MATRIX=FILE what a run elsewhere has written to FILE is kept as well.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareWorkspace, root } from './prepare-workspace.mjs';
import { runNode } from './run-command.mjs';
import { runJest } from './run-jest.mjs';

await prepareWorkspace();
const { createJiti } = await import('jiti');
const load = (file) => createJiti(import.meta.url).import(file);
const { measuredPath, mergeRows, readMeasured } = await load('./reliability/measured.ts');
const { renderReliability } = await load('./reliability/render-reliability.ts');

const folder = mkdtempSync(join(tmpdir(), 'weir-reliability-'));
const rows = process.env.WEIR_MATRIX ?? join(folder, 'rows.jsonl');
const env = { WEIR_MATRIX: rows };

/** Each resolves to whether all went well. */
const parts = {
  tests: async () => (await runJest(['tests/reliability/', 'tests/kill.test.ts'], env)).failed === 0,
  services: async () =>
    (await runJest(['tests/reliability/.*\\.service\\.test'], { ...env, WEIR_SERVICES: '1' })).failed === 0,
  kill: async () => (await runNode('tests/kill/run.mjs', ['--runs', '100'], { cwd: root, env })).code === 0,
  soak: async () => (await runNode('tests/soak/run.mjs', ['--minutes', '10'], { cwd: root, env })).code === 0,
  /** Measures nothing and only writes the page again. */
  page: () => true,
};

const named = process.argv.length > 2 ? process.argv.slice(2) : ['tests'];
const unknown = named.filter((name) => !(name in parts));
if (unknown.length > 0) throw new Error(`no part ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`);

for (const name of named) {
  if (!(await parts[name]())) process.exitCode = 1;
}
// A test that failed has written no row: what is there of it stays.
const lines = existsSync(rows) ? readFileSync(rows, 'utf8') : '';
const measured = mergeRows(readMeasured(root), lines, new Date().toISOString().slice(0, 10));
writeFileSync(join(root, measuredPath), `${JSON.stringify(measured, null, 2)}\n`);
writeFileSync(join(root, 'docs/reliability.md'), renderReliability(measured));
console.log('wrote docs/reliability.md');
rmSync(folder, { recursive: true });
