// npm test: every test that needs nothing but this machine. Arguments go to jest: npm test -- packages/core
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { formatCounts } from './check-counts.mjs';
import { prepareWorkspace, root } from './prepare-workspace.mjs';
import { runJest } from './run-jest.mjs';

function serviceTests() {
  const files = ['packages', 'services', 'tests'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true }).map((file) => join(folder, file)),
  );
  return files.filter((file) => file.endsWith('.service.test.ts') && !file.includes('node_modules'));
}

function nameServiceTests() {
  const leftOut = serviceTests();
  console.log(
    '\nLeft out, because they start real servers (a JDK, Maven and MariaDB are needed); npm run services runs them:',
  );
  for (const file of leftOut) console.log(`  ${file}`);
}

await prepareWorkspace();
console.log('Running the tests …');
const counts = await runJest(process.argv.slice(2));
nameServiceTests();
console.log(formatCounts(counts));
process.exitCode = counts.failed > 0 ? 1 : 0;
