import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './prepare-workspace.mjs';
import { runNode } from './run-command.mjs';

const jest = 'node_modules/jest/bin/jest.js';
const reporters = ['--reporters=default', '--reporters=./scripts/count-reporter.cjs'];

/** Runs jest and gives its counts; a run that failed without a failed test is one failure. */
export async function runJest(args, env = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'weir-test-'));
  const file = join(folder, 'counts.json');
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const { code } = await runNode(jest, [...args, ...reporters], { cwd: root, env: { ...env, WEIR_TEST_COUNTS: file } });
  const counts = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passed: 0, failed: 0, skipped: 0 };
  return code === 0 || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}
