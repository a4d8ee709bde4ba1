// npm test: every test that needs nothing but this machine. Arguments go to jest: npm test -- packages/core
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatCounts } from './check-counts.mjs';
import { prepareWorkspace, root } from './prepare-workspace.mjs';
import { runNode } from './run-command.mjs';

const jest = 'node_modules/jest/bin/jest.js';
const reporters = ['--reporters=default', '--reporters=./scripts/count-reporter.cjs'];

/** Runs jest and gives its counts; a run that failed without a failed test is one failure. */
async function runJest(args) {
  const folder = mkdtempSync(join(tmpdir(), 'weir-test-'));
  const file = join(folder, 'counts.json');
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const { code } = await runNode(jest, [...args, ...reporters], { cwd: root, env: { WEIR_TEST_COUNTS: file } });
  const counts = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passed: 0, failed: 0, skipped: 0 };
  return code === 0 || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

function serviceTests() {
  const files = ['packages', 'examples', 'tests'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true }).map((file) => join(folder, file)),
  );
  return files.filter((file) => file.endsWith('.service.test.ts') && !file.includes('node_modules'));
}

function nameServiceTests() {
  const leftOut = process.env.WEIR_SERVICES ? [] : serviceTests();
  if (leftOut.length === 0) return;
  console.log('\nLeft out, because they need a database or a broker; WEIR_SERVICES=1 npm test runs them:');
  for (const file of leftOut) console.log(`  ${file}`);
}

await prepareWorkspace();
console.log('Running the tests …');
const counts = await runJest(process.argv.slice(2));
nameServiceTests();
console.log(formatCounts(counts));
process.exitCode = counts.failed > 0 ? 1 : 0;
