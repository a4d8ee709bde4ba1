// npm run services: every test that needs a real server. The programs are fetched first, so that no test waits for a
// download; the tests start the servers through services/run.mjs, and all are stopped here, however this process ends.
// Arguments go to jest: npm run services -- packages/failover/src/stores/mysql
import { spawnSync } from 'node:child_process';
import { formatCounts } from './check-counts.mjs';
import { prepareWorkspace, root } from './prepare-workspace.mjs';
import { runNode } from './run-command.mjs';
import { runJest } from './run-jest.mjs';

const rig = 'services/run.mjs';
const patterns = process.argv.length > 2 ? process.argv.slice(2) : ['\\.service\\.test\\.ts$'];

async function runTests() {
  console.log('Fetching the servers, unless they are there …');
  // One that cannot be had is said here, and fails its own tests.
  await runNode(rig, ['--pinned', 'fetch'], { cwd: root });
  console.log('Running the tests against real servers …');
  return runJest(patterns, { WEIR_SERVICES: '1' });
}

/** Synchronous, for the end of the process, and says whether all of them are gone. */
function stopServers() {
  return spawnSync(process.execPath, [rig, '--all', 'stop'], { cwd: root, stdio: 'inherit' }).status === 0;
}

await prepareWorkspace();
process.once('exit', stopServers);
const counts = await runTests();
process.off('exit', stopServers);
if (!stopServers()) counts.failed += 1;
process.exitCode = counts.failed > 0 ? 1 : 0;
console.log(formatCounts(counts));
